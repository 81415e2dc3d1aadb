export * from '../../shared/words/action.ts';
