import { createMediaEngine } from '../../src/engine/media/create-media-engine.ts'
import type { TestEngine } from './engine.ts'
import { until } from './until.ts'

/** An engine started with these can be asked for its threads; nothing of its own code knows of it. */
export const openToInspection = ['--inspect=127.0.0.1:0'] as const

/** How a thread dies: of an exception that nobody caught, or ended at once, as an abort does. */
export type Death = 'exception' | 'exit'

const fatal: Readonly<Record<Death, string>> = {
  exception: 'setTimeout(() => { throw new Error("killed from outside") })',
  exit: 'process.exit(9)',
}

/** How long a media thread takes to be there, on this machine, now. */
export async function mediaThreadStartMs(): Promise<number> {
  const startedMs = performance.now()
  const workerUrl = new URL('../../src/engine/media/media-worker.ts', import.meta.url)
  const media = createMediaEngine({ portRange: { min: 0, max: 0 }, workers: 1, workerUrl })
  await media.openStream()
  const tookMs = performance.now() - startedMs
  await media.close()
  return tookMs
}

interface InspectorMessage {
  readonly method?: string
  readonly params?: { readonly sessionId?: string; readonly workerInfo?: { readonly url?: string } }
}

/** Ends every media thread of a running engine through Node's own inspector; resolves with their number when they are gone. */
export async function killMediaThreads(engine: TestEngine, death: Death): Promise<number> {
  const url = await until('the inspector listens', () => /Debugger listening on (ws:\S+)/.exec(engine.log())?.[1])
  const inspector = new WebSocket(url)
  const alive = new Set<string>()
  let killed = 0
  let id = 0
  const send = (method: string, params: object) => inspector.send(JSON.stringify({ id: ++id, method, params }))
  inspector.addEventListener('open', () => send('NodeWorker.enable', { waitForDebuggerOnStart: false }))
  inspector.addEventListener('message', ({ data }) => {
    const { method, params: { sessionId = '', workerInfo } = {} } = JSON.parse(String(data)) as InspectorMessage // Node's own protocol
    if (method === 'NodeWorker.detachedFromWorker') alive.delete(sessionId)
    // Who comes after the first death is a successor.
    if (method !== 'NodeWorker.attachedToWorker' || killed > alive.size) return
    if (!/media-worker\.[jt]s$/.test(workerInfo?.url ?? '')) return
    killed++
    alive.add(sessionId)
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: fatal[death] } })
    send('NodeWorker.sendMessageToWorker', { sessionId, message })
  })
  await until('the media threads are gone', () => killed > 0 && alive.size === 0)
  inspector.close()
  return killed
}
