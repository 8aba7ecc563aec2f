/**
 * The few globals through which types flow in ordinary code. The whole standard library would take longer to load than
 * most workspaces take to read, and the map needs no more of it than this.
 */
export const globals = `
interface Function { apply(this: Function, a: any, b?: any): any; call(this: Function, a: any, ...b: any[]): any; bind(this: Function, a: any, ...b: any[]): any }
interface CallableFunction extends Function { bind<T>(this: T, a: any): T }
interface NewableFunction extends Function {}
interface IArguments { length: number; [index: number]: any }
interface Object { constructor: Function; toString(): string; hasOwnProperty(v: any): boolean }
interface String { length: number; toString(): string; toLowerCase(): string; toUpperCase(): string; split(a: any, b?: any): string[]; trim(): string; replace(a: any, b: any): string; slice(a?: number, b?: number): string; concat(...a: string[]): string; includes(a: string): boolean; startsWith(a: string): boolean; endsWith(a: string): boolean }
interface Number { toString(r?: number): string; toFixed(n?: number): string }
interface Boolean {}
interface Symbol {}
interface RegExp { test(s: string): boolean; exec(s: string): any }
interface TemplateStringsArray extends ReadonlyArray<string> {}
interface Date { getTime(): number; toISOString(): string }
interface Error { name: string; message: string; stack?: string }
interface Iterator<T, R = any, N = any> { next(...a: any[]): IteratorResult<T, R> }
interface IteratorResult<T, R = any> { value: T; done?: boolean }
interface Iterable<T, A = any, B = any> { [Symbol.iterator](): Iterator<T> }
interface IterableIterator<T, A = any, B = any> extends Iterator<T> { [Symbol.iterator](): IterableIterator<T> }
interface ArrayIterator<T> extends IterableIterator<T> {}
interface AsyncIterator<T, R = any, N = any> { next(...a: any[]): Promise<IteratorResult<T, R>> }
interface AsyncIterable<T, A = any, B = any> { [Symbol.asyncIterator](): AsyncIterator<T> }
interface AsyncIterableIterator<T, A = any, B = any> extends AsyncIterator<T> { [Symbol.asyncIterator](): AsyncIterableIterator<T> }
interface Generator<T = any, R = any, N = any> extends IterableIterator<T> {}
interface AsyncGenerator<T = any, R = any, N = any> extends AsyncIterableIterator<T> {}
interface SymbolConstructor { readonly iterator: unique symbol; readonly asyncIterator: unique symbol }
declare var Symbol: SymbolConstructor;
interface PromiseLike<T> { then<A = T, B = never>(f?: ((v: T) => A | PromiseLike<A>) | null, g?: any): PromiseLike<A | B> }
interface Promise<T> { then<A = T, B = never>(f?: ((v: T) => A | PromiseLike<A>) | null, g?: any): Promise<A | B>; catch<B = never>(g?: any): Promise<T | B>; finally(f?: any): Promise<T> }
interface PromiseConstructor { new <T>(f: (resolve: (v: T | PromiseLike<T>) => void, reject: (e?: any) => void) => void): Promise<T>; resolve<T>(v: T | PromiseLike<T>): Promise<Awaited<T>>; resolve(): Promise<void>; reject<T = never>(e?: any): Promise<T>; all<T extends readonly unknown[] | []>(v: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> }
declare var Promise: PromiseConstructor;
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(f: infer F, ...a: infer _): any } ? F extends (v: infer V, ...a: infer _) => any ? Awaited<V> : never : T;
interface ReadonlyArray<T> { readonly length: number; readonly [n: number]: T; [Symbol.iterator](): IterableIterator<T>; concat(...a: any[]): T[]; join(s?: string): string; slice(a?: number, b?: number): T[]; indexOf(v: T): number; includes(v: T): boolean; at(n: number): T | undefined; every(f: (v: T, i: number) => any): boolean; some(f: (v: T, i: number) => any): boolean; forEach(f: (v: T, i: number) => void): void; map<U>(f: (v: T, i: number) => U): U[]; filter(f: (v: T, i: number) => any): T[]; find(f: (v: T, i: number) => any): T | undefined; flatMap<U>(f: (v: T, i: number) => U | readonly U[]): U[]; reduce<U>(f: (a: U, v: T, i: number) => U, s: U): U; entries(): IterableIterator<[number, T]>; values(): IterableIterator<T>; keys(): IterableIterator<number> }
interface Array<T> extends ReadonlyArray<T> { length: number; [n: number]: T; push(...a: T[]): number; pop(): T | undefined; shift(): T | undefined; unshift(...a: T[]): number; splice(a: number, b?: number, ...c: T[]): T[]; sort(f?: any): this; reverse(): T[]; fill(v: T): this }
interface ConcatArray<T> { readonly length: number; readonly [n: number]: T; join(s?: string): string; slice(a?: number, b?: number): T[] }
interface ArrayConstructor { new <T = any>(...a: any[]): T[]; <T = any>(...a: any[]): T[]; isArray(v: any): v is any[]; from<T>(v: Iterable<T> | ArrayLike<T>): T[]; from<T, U>(v: Iterable<T> | ArrayLike<T>, f: (v: T, i: number) => U): U[]; of<T>(...a: T[]): T[] }
interface ArrayLike<T> { readonly length: number; readonly [n: number]: T }
declare var Array: ArrayConstructor;
interface Map<K, V> { get(k: K): V | undefined; set(k: K, v: V): this; has(k: K): boolean; delete(k: K): boolean; clear(): void; readonly size: number; forEach(f: (v: V, k: K) => void): void; values(): IterableIterator<V>; keys(): IterableIterator<K>; entries(): IterableIterator<[K, V]>; [Symbol.iterator](): IterableIterator<[K, V]> }
interface MapConstructor { new <K = any, V = any>(e?: Iterable<readonly [K, V]> | readonly (readonly [K, V])[] | null): Map<K, V> }
declare var Map: MapConstructor;
interface ReadonlyMap<K, V> { get(k: K): V | undefined; has(k: K): boolean; readonly size: number; forEach(f: (v: V, k: K) => void): void; values(): IterableIterator<V>; keys(): IterableIterator<K>; entries(): IterableIterator<[K, V]>; [Symbol.iterator](): IterableIterator<[K, V]> }
interface WeakMap<K, V> { get(k: K): V | undefined; set(k: K, v: V): this; has(k: K): boolean; delete(k: K): boolean }
declare var WeakMap: { new <K = any, V = any>(): WeakMap<K, V> };
interface Set<T> { add(v: T): this; has(v: T): boolean; delete(v: T): boolean; clear(): void; readonly size: number; forEach(f: (v: T) => void): void; values(): IterableIterator<T>; [Symbol.iterator](): IterableIterator<T> }
declare var Set: { new <T = any>(v?: Iterable<T> | readonly T[] | null): Set<T> };
interface ReadonlySet<T> { has(v: T): boolean; readonly size: number; forEach(f: (v: T) => void): void; values(): IterableIterator<T>; [Symbol.iterator](): IterableIterator<T> }
interface ObjectConstructor { freeze<T>(v: T): T; assign<T, U>(a: T, b: U): T & U; keys(v: any): string[]; values<T>(v: { [k: string]: T } | ArrayLike<T>): T[]; entries<T>(v: { [k: string]: T } | ArrayLike<T>): [string, T][]; create(v: any): any; fromEntries(v: any): any }
declare var Object: ObjectConstructor;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T> = T extends (...a: infer P) => any ? P : never;
type ConstructorParameters<T> = T extends abstract new (...a: infer P) => any ? P : never;
type ReturnType<T> = T extends (...a: any) => infer R ? R : any;
type InstanceType<T> = T extends abstract new (...a: any) => infer R ? R : any;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic;
type ThisType<T> = {};
type PropertyKey = string | number | symbol;
interface ClassDecorator { }
`
