export * from '../../shared/words/values.ts';
