import type { Middleware } from '../middleware.ts'

/** The part of the Standard Schema contract that is needed here: zod, valibot and arktype schemas have it. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
  }
}

/** What a schema says of a value: the value as it returns it, or what is wrong. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** One thing that is wrong, and where. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A body is not what its schema says. */
export class InvalidMessageError extends Error {
  override readonly name: string = 'InvalidMessageError'
  readonly issues: readonly SchemaIssue[]

  constructor(destination: string, issues: readonly SchemaIssue[], options?: ErrorOptions) {
    super(`A message of ${destination} does not fit its schema: ${issues.map(describe).join('; ')}`, options)
    this.issues = issues
  }
}

/**
 * Hands only bodies to the handler that fit the schema, as the schema returns them. Others fail with
 * InvalidMessageError and are given up without a retry: they would not fit the next time either.
 */
export function validated<T>(schema: StandardSchema<T>): Middleware<T> {
  return (next) => async (body, delivery) => {
    const result = await schema['~standard'].validate(body)
    if (result.issues === undefined) return next(result.value, delivery)
    delivery.nack({ requeue: false, error: new InvalidMessageError(delivery.destination, result.issues) })
    return undefined
  }
}

function describe({ message, path = [] }: SchemaIssue): string {
  const at = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return at === '' ? message : `${at}: ${message}`
}
