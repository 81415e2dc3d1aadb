export * from '../../shared/words/sentence.ts';
