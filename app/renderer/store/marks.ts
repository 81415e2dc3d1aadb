export * from '../../shared/picture/marks.ts';
