import { ORPCError, withEventMeta } from '@orpc/server'
import { accessHandlers } from './access-handlers.ts'
import { bundleHandlers } from './bundle-handlers.ts'
import { os } from './implement-control.ts'

/** Of calls that are listened to and recorded. */
const supervisionHandlers = {
  supervise: os.calls.supervise.handler(({ input, context, errors }) => {
    const clicked = context.engine.supervise(input)
    if (clicked.ok) return { callId: clicked.callId }
    switch (clicked.why) {
      case 'not-found':
        throw errors.NOT_FOUND({ message: `There is no person or phone ${input.fromId} that the engine knows.` })
      case 'not-allowed':
        throw errors.NOT_ALLOWED()
      case 'nobody-talks':
        throw errors.NOBODY_TALKS()
      default:
        throw errors.BUSY()
    }
  }),
  changeSupervision: os.calls.changeSupervision.handler(({ input, context }) => ({
    found: context.engine.changeSupervision(input.callId, input.manner),
  })),
  record: os.calls.record.handler(({ input, context }) => context.engine.record(input.callId, input.action)),
}

/** The contract's procedures on an engine; knows nothing of HTTP or WebSocket. */
export const controlRouter = os.router({
  health: os.health.handler(({ context }) => context.engine.health()),
  certificateAuthority: os.certificateAuthority.handler(({ context }) => ({
    pem: context.engine.certificateAuthority(),
  })),
  bundle: bundleHandlers,
  registrations: os.registrations.handler(({ context }) => context.engine.registrations()),
  trunks: os.trunks.handler(({ context }) => context.engine.trunks()),
  calls: {
    list: os.calls.list.handler(({ context }) => context.engine.calls()),
    click: os.calls.click.handler(({ input, context, errors }) => {
      const clicked = context.engine.click(input)
      if (clicked.ok) return { callId: clicked.callId }
      const { number, fromId } = input
      switch (clicked.why) {
        case 'not-found':
          throw errors.NOT_FOUND({ message: `There is no person or phone ${fromId} that the engine knows.` })
        case 'not-allowed':
          throw errors.NOT_ALLOWED({ message: `${number} may not be called from there.` })
        case 'no-answer-there':
          throw errors.NOBODY_THERE({ message: `Nothing answers ${number}.` })
        case 'busy':
          throw errors.BUSY()
        case 'limited': {
          const { limit, says } = clicked.limit
          throw errors.LIMIT_REACHED({ message: `${says}.`, data: { limit } })
        }
      }
    }),
    hangUp: os.calls.hangUp.handler(({ input, context }) => ({ found: context.engine.hangUp(input.callId) })),
    ...supervisionHandlers,
    quality: os.calls.quality.handler(({ input, context }) => [...context.engine.quality(input.callId)]),
    trace: os.calls.trace.handler(({ input, context }) => [...context.engine.trace(input.callId)]),
  },
  conferences: {
    list: os.conferences.list.handler(({ context }) => context.engine.conferences.list()),
    change: os.conferences.change.handler(({ input, context }) => ({
      found: context.engine.conferences.change(input.conferenceId, input),
    })),
    dismiss: os.conferences.dismiss.handler(({ input, context }) => ({
      found: context.engine.conferences.dismiss(input.conferenceId),
    })),
    changeParty: os.conferences.changeParty.handler(({ input, context }) => ({
      found: context.engine.conferences.changeParty(input.conferenceId, input.callId, input),
    })),
    kick: os.conferences.kick.handler(({ input, context }) => ({
      found: context.engine.conferences.kick(input.conferenceId, input.callId),
    })),
  },
  emergencies: {
    list: os.emergencies.list.handler(({ context }) => [...context.engine.emergencies.list()]),
    seen: os.emergencies.seen.handler(({ input, context }) => ({
      found: context.engine.emergencies.seen(input.emergencyId),
    })),
  },
  trunkTests: {
    start: os.trunkTests.start.handler(({ input, context, errors }) => {
      const started = context.engine.trunkTests.start(input)
      switch (started) {
        case 'not-found':
          throw errors.NOT_FOUND({
            message: 'The engine knows no such trunk that is switched on and has a host: sync first.',
          })
        case 'not-allowed':
          throw errors.NOT_ALLOWED({ message: `${input.number} calls for help: no test does.` })
        case 'busy':
          throw errors.BUSY()
        default:
          return started
      }
    }),
    cancel: os.trunkTests.cancel.handler(({ input, context }) => ({
      found: context.engine.trunkTests.cancel(input.testId),
    })),
  },
  outsideStops: {
    list: os.outsideStops.list.handler(({ context }) => [...context.engine.outsideStops.list()]),
    lift: os.outsideStops.lift.handler(({ input, context }) => ({
      found: context.engine.outsideStops.lift(input.stopId),
    })),
  },
  queues: {
    boards: os.queues.boards.handler(({ context }) => context.engine.queues.boards()),
    log: os.queues.log.handler(({ input, context }) => [...context.engine.queues.log(input.queueId, input.limit)]),
    setAgent: os.queues.setAgent.handler(({ input, context, errors }) => {
      const { outcome } = context.engine.queues.setAgent(input)
      if (outcome === 'not-allowed') throw errors.NOT_ALLOWED()
      return { outcome }
    }),
    dropCallback: os.queues.dropCallback.handler(({ input, context }) => ({
      found: context.engine.queues.dropCallback(input.queueId, input.callbackId),
    })),
  },
  cdrs: os.cdrs.handler(({ input, context }) => context.engine.cdrs(input)),
  messages: {
    list: os.messages.list.handler(({ input, context }) =>
      context.engine.messages({ mailboxId: input.mailboxId, withDeleted: input.deleted === 'with' }),
    ),
    change: os.messages.change.handler(({ input, context }) => ({ found: context.engine.changeMessage(input) })),
    audio: os.messages.audio.handler(async ({ input, context }) => {
      const audio = await context.engine.messageAudio(input.messageId)
      if (!audio) throw new ORPCError('NOT_FOUND', { message: `there is no message ${input.messageId.slice(0, 64)}` })
      return { base64: Buffer.from(audio).toString('base64') }
    }),
    remove: os.messages.remove.handler(async ({ input, context }) => ({
      removed: await context.engine.removeMessage(input.messageId),
    })),
  },
  phones: {
    fetches: os.phones.fetches.handler(({ context }) => [...context.engine.phoneFetches()]),
  },
  speech: {
    speak: os.speech.speak.handler(async ({ input, context, errors }) => {
      const spoken = await context.engine.speak(input)
      if (!spoken.ok) {
        throw errors.CANNOT_SPEAK({ message: `The text cannot be spoken: ${spoken.why}.`, data: { why: spoken.why } })
      }
      return { base64: Buffer.from(spoken.wav).toString('base64') }
    }),
  },
  mail: {
    test: os.mail.test.handler(({ input, context }) => context.engine.mail.test(input.to, input.settings)),
  },
  state: {
    read: os.state.read.handler(({ context }) => context.engine.state()),
    write: os.state.write.handler(({ input, context }) => {
      const { value, ...key } = input
      context.engine.writeState(key, value ?? undefined)
      return { written: true }
    }),
  },
  access: accessHandlers,
  events: os.events.handler(async function* ({ context, lastEventId, signal }) {
    for await (const { id, event } of context.engine.events(lastEventId, signal)) {
      yield withEventMeta(event, { id })
    }
  }),
})
