import { isContractProcedure } from '@orpc/contract'
import { ORPCError } from '@orpc/server'
import type { ControlClient } from '../../engine/control/client.ts'
import { operateContract } from '../../engine/control/contract.ts'
import { api, type ApiContext } from './base.ts'

/** Every procedure of the engine's control contract that operates it, passed on to the target that is named. */
export const operateHandlers = api.operate.router(handlersOf(operateContract, []))

// The keys of the contract are walked, so each handler stands where the types of `api.operate` want it; its answer is checked against the contract.
type Handlers = Parameters<typeof api.operate.router>[0]

function handlersOf(contract: object, path: readonly string[]): Handlers {
  const entries = Object.entries(contract).map(([key, value]) => [key, handlerOf(value, [...path, key])])
  return Object.fromEntries(entries) as Handlers
}

function handlerOf(value: object, path: readonly string[]): unknown {
  if (!isContractProcedure(value)) return handlersOf(value, path)
  const procedure = at<Implementer>(api.operate, path)
  const takesInput = value['~orpc'].inputSchema !== undefined
  return procedure.handler(({ context, input: { targetId, ...input } }) =>
    ask(context, targetId, (engine) => at<Ask>(engine, path)(takesInput ? input : undefined)),
  )
}

interface Implementer {
  handler(handle: (asked: { context: ApiContext; input: { targetId: string } }) => Promise<unknown>): unknown
}
type Ask = (input: unknown) => Promise<unknown>

/** What stands at that path of a client or an implementer, which are made of the same contract. */
function at<T>(from: object, path: readonly string[]): T {
  return path.reduce<unknown>((node, key) => Reflect.get(Object(node), key), from) as T
}

async function ask(
  { app }: ApiContext,
  targetId: string,
  question: (engine: ControlClient) => Promise<unknown>,
): Promise<unknown> {
  const engine = app.targets.get(targetId).operator()
  if (!engine) throw new ORPCError('NOT_RUNNING', { status: 503, message: 'The engine is not running.' })
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_WITHIN_MS / 1_000} s`)), ANSWER_WITHIN_MS)
  })
  try {
    return await Promise.race([question(engine), silence])
  } catch (error) {
    if (error instanceof ORPCError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ORPCError('BAD_GATEWAY', { message: `The engine did not answer: ${reason}.`, cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const ANSWER_WITHIN_MS = 10_000
