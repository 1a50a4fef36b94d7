import { ORPCError } from '@orpc/server'
import type { ControlClient, EngineTarget } from '../deploy/engine-target.ts'
import { type ApiContext, api } from './base.ts'

/** Reading from an engine that is not running answers that there is nothing, not an error: its status says why. */
export const engineHandlers = {
  status: api.engine.status.handler(({ context }) => context.app.engine.status()),
  start: api.engine.start.handler(({ context }) => after(context, (engine) => engine.start())),
  stop: api.engine.stop.handler(({ context, input }) => after(context, (engine) => engine.stop(input))),
  sync: api.engine.sync.handler(({ context, input }) => after(context, (engine) => engine.sync(input))),
  rollBack: api.engine.rollBack.handler(({ context, input }) => after(context, (engine) => engine.rollBack(input))),
  registrations: api.engine.registrations.handler(({ context }) =>
    ask(context, [], (engine) => engine.registrations()),
  ),
  calls: api.engine.calls.handler(({ context }) => ask(context, [], (engine) => engine.calls.list())),
  hangUp: api.engine.hangUp.handler(({ context, input }) =>
    ask(context, { found: false }, (engine) => engine.calls.hangUp(input)),
  ),
  conferences: {
    list: api.engine.conferences.list.handler(({ context }) => ask(context, [], (engine) => engine.conferences.list())),
    change: api.engine.conferences.change.handler(({ context, input }) =>
      ask(context, { found: false }, (engine) => engine.conferences.change(input)),
    ),
    dismiss: api.engine.conferences.dismiss.handler(({ context, input }) =>
      ask(context, { found: false }, (engine) => engine.conferences.dismiss(input)),
    ),
    changeParty: api.engine.conferences.changeParty.handler(({ context, input }) =>
      ask(context, { found: false }, (engine) => engine.conferences.changeParty(input)),
    ),
    kick: api.engine.conferences.kick.handler(({ context, input }) =>
      ask(context, { found: false }, (engine) => engine.conferences.kick(input)),
    ),
  },
  cdrs: api.engine.cdrs.handler(({ context, input }) => ask(context, [], (engine) => engine.cdrs(input))),
  trace: api.engine.trace.handler(({ context, input }) => ask(context, [], (engine) => engine.calls.trace(input))),
  messages: api.engine.messages.handler(({ context, input }) =>
    ask(context, [], (engine) => engine.messages.list(input)),
  ),
  messageAudio: api.engine.messageAudio.handler(({ context, input }) =>
    ask(context, { base64: '' }, (engine) => engine.messages.audio(input)),
  ),
  removeMessage: api.engine.removeMessage.handler(({ context, input }) =>
    ask(context, { removed: false }, (engine) => engine.messages.remove(input)),
  ),
}

async function after(context: ApiContext, act: (engine: EngineTarget) => Promise<void>) {
  await act(context.app.engine)
  return context.app.engine.status()
}

async function ask<T>(context: ApiContext, otherwise: T, question: (engine: ControlClient) => Promise<T>): Promise<T> {
  const engine = context.app.engine.client()
  if (!engine) return otherwise
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
