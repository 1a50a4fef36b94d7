import { withEventMeta } from '@orpc/server'
import { api } from './base.ts'
import { designHandlers, historyHandlers } from './design-handlers.ts'
import { documentHandlers } from './document-handlers.ts'
import { exchangeHandlers } from './exchange-handlers.ts'
import { mediaHandlers } from './media-handlers.ts'
import { operateHandlers } from './operate-handlers.ts'
import { targetHandlers } from './target-handlers.ts'

/** The whole app API. Served over a MessagePort to a window and over a WebSocket to a browser page. */
export const appRouter = api.router({
  design: designHandlers,
  documents: documentHandlers,
  history: historyHandlers,
  media: mediaHandlers,
  exchange: exchangeHandlers,
  targets: targetHandlers,
  operate: operateHandlers,
  events: api.events.handler(async function* ({ context, lastEventId, signal }) {
    const ended = signal ?? new AbortController().signal
    for await (const { id, event } of context.app.events.follow(lastEventId, ended)) {
      yield withEventMeta(event, { id, retry: 200 })
    }
  }),
})
