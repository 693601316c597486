export type * from './syntax.ts';
