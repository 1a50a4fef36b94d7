import { type AnySchema, ContractProcedure, isContractProcedure, type Schema } from '@orpc/contract'
import { z } from 'zod'

export const targetIdSchema = z.string().min(1).max(64)

const notRunning = { NOT_RUNNING: { status: 503, message: 'The engine is not running' } } as const

type TargetShape = { readonly targetId: typeof targetIdSchema }
type WithTarget<S> = S extends z.ZodObject<infer Shape> ? z.ZodObject<Shape & TargetShape> : z.ZodObject<TargetShape>

/** The same procedures, whose input also names the target. */
export type UnderTarget<C> =
  C extends ContractProcedure<infer I, infer O, infer E, infer M>
    ? ContractProcedure<WithTarget<I>, O, E & typeof notRunning, M>
    : { readonly [K in keyof C]: UnderTarget<C[K]> }

/** A contract of one engine as a contract of engines by id. Inputs are objects or nothing. */
export function underTarget<C extends object>(contract: C): UnderTarget<C> {
  // Each procedure is made with the schema that `WithTarget` names, each folder walked key by key.
  return mounted(contract) as UnderTarget<C>
}

function mounted(contract: object): object {
  if (!isContractProcedure(contract)) {
    return Object.fromEntries(Object.entries(contract).map(([key, value]) => [key, mounted(value)]))
  }
  const { inputSchema, errorMap, ...rest } = contract['~orpc']
  return new ContractProcedure({
    ...rest,
    inputSchema: withTarget(inputSchema),
    errorMap: { ...errorMap, ...notRunning },
  })
}

function withTarget(schema: AnySchema | undefined): Schema<unknown, unknown> {
  if (schema === undefined) return z.object({ targetId: targetIdSchema })
  if (schema instanceof z.ZodObject) return schema.extend({ targetId: targetIdSchema })
  throw new Error('what is mounted under a target takes an object or nothing')
}
