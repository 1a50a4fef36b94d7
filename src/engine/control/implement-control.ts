import { implement, ORPCError } from '@orpc/server'
import type { Access, Visitor } from './access.ts'
import { controlContract } from './contract.ts'
import type { EngineControl } from './engine-control.ts'
import { mayDo, neededRole } from './roles.ts'

export interface ControlContext {
  readonly engine: EngineControl
  readonly access: Access
  readonly who: Visitor
  /** Address of whoever asks. */
  readonly source: string
}

/** Nothing is read of what somebody asks who may not. */
export const os = implement(controlContract)
  .$context<ControlContext>()
  .use(({ next, context: { who }, path }) => {
    const needed = neededRole(path)
    if (mayDo(who.role, needed)) return next()
    const message = `${path.join('.')} needs the role ${needed}; "${who.name}" has the role ${who.role}.`
    throw new ORPCError('FORBIDDEN', { message, data: { needed } })
  })
