export * from '../../shared/words/outcome.ts';
