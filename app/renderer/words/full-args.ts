export * from '../../shared/words/full-args.ts';
