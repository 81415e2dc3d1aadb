export * from '../../shared/words/known.ts';
