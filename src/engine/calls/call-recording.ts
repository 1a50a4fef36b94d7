import { rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { Recording } from '../media/media-engine.ts'
import type { LiveCall } from './live-call.ts'
import { orGone } from './line.ts'

/** Below this the disk belongs to voicemail and the database. */
const MIN_FREE_BYTES = 50 * 1024 * 1024
const MAX_LABEL = 40

/** The recording of a whole call, both sides, beside whatever the flow does (M44). At most one at a time. */
export class CallRecording {
  readonly #call: LiveCall
  #running: Recording | undefined
  #count = 0

  constructor(call: LiveCall) {
    this.#call = call
  }

  async start(
    operation: Pick<OperationOf<'start-recording'>, 'label' | 'maxDurationMs' | 'minDurationMs'>,
  ): Promise<ResultOf<'start-recording'>> {
    if (this.#running) return { outcome: 'already-running' }
    const { caller, world, callId } = this.#call
    const { recordings } = world.folders
    if (freeBytes(recordings) < MIN_FREE_BYTES) return { outcome: 'no-space' }
    const { stream } = await orGone(caller, caller.open())
    const label = operation.label.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, MAX_LABEL)
    const path = join(recordings, `${callId}-${++this.#count}${label === '' ? '' : `-${label}`}.wav`)
    const recording = world.media.recordJoined(stream, { path, maxDurationMs: operation.maxDurationMs })
    this.#running = recording
    void recording.finished.then(({ durationMs, error }) => {
      if (this.#running === recording) this.#running = undefined
      if (error !== undefined) world.log.error({ callId, err: error }, 'call recording failed')
      if (durationMs < operation.minDurationMs) rmSync(path, { force: true })
    })
    return { outcome: 'started' }
  }

  stop(): ResultOf<'stop-recording'> {
    if (!this.#running) return { outcome: 'not-running' }
    this.#running.stop()
    this.#running = undefined
    return { outcome: 'stopped' }
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
