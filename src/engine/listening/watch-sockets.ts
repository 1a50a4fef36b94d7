import type { WebSocket, WebSocketServer } from 'ws'

const LOOK_EVERY_MS = 1_000
/** Pings without any answer after which the far end is taken for gone. */
const MAX_UNANSWERED = 3

export interface WatchOptions {
  readonly pingEveryMs: number
  /** Of answers and events that a slow reader leaves lying. It connects again and is told what it missed. */
  readonly maxBufferedBytes: number
}

/** Closes WebSockets nobody is behind any more, and those that do not read what they are sent. Returns how to stop. */
export function watchSockets(server: WebSocketServer, { pingEveryMs, maxBufferedBytes }: WatchOptions): () => void {
  const unanswered = new WeakMap<WebSocket, number>()
  const heard = (socket: WebSocket) => unanswered.set(socket, 0)
  server.on('connection', (socket: WebSocket) => {
    socket.on('error', () => socket.terminate())
    socket.on('pong', () => heard(socket))
    socket.on('message', () => heard(socket))
  })
  const look = setInterval(() => {
    for (const socket of server.clients) if (socket.bufferedAmount > maxBufferedBytes) socket.terminate()
  }, LOOK_EVERY_MS)
  const ping = setInterval(() => {
    for (const socket of server.clients) {
      const count = unanswered.get(socket) ?? 0
      if (count >= MAX_UNANSWERED) socket.terminate()
      else if (socket.readyState === socket.OPEN) socket.ping()
      unanswered.set(socket, count + 1)
    }
  }, pingEveryMs)
  return () => {
    clearInterval(look)
    clearInterval(ping)
  }
}
