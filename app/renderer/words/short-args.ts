export * from '../../shared/words/short-args.ts';
