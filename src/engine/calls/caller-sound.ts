import type { OperationOf, ResultOf, Sound } from '../../callflow/run/operation.ts'
import type { Playback } from '../media/media-engine.ts'
import { isMade, type ResolvedSounds } from '../services/sounds.ts'
import type { KeyBuffer } from './key-buffer.ts'
import type { Call } from './call.ts'
import { orGone, whileThere } from './line.ts'

/** Plays to the caller: as early media while the call is not answered. */
export async function play(call: Call, operation: OperationOf<'play'>): Promise<ResultOf<'play'>> {
  const found = await playable(call, operation.sounds)
  if (!found.ok) return { outcome: 'missing', what: found.what, ...whyOf(found) }
  const stream = await streamToCaller(call)
  const isEndless = operation.repeat === 'endless'
  const rounds = typeof operation.repeat === 'number' ? Math.max(1, Math.min(operation.repeat, 1_000)) : 1
  const sources = rounds === 1 ? found.sources : Array.from({ length: rounds }, () => found.sources).flat()
  const startAtMs = Math.max(0, operation.startAtMs ?? 0)
  return whileThere(call.place, (settle) => {
    let isStopped = false
    const early = operation.startAtMs === undefined ? undefined : takeOne(call.caller.keys, operation.terminators)
    if (early !== undefined) {
      settle({ outcome: 'key', key: early, atMs: startAtMs })
      return () => {}
    }
    const stopKeys = call.caller.keys.onKey((key) => {
      if (isStopped || !operation.terminators.includes(key)) return false
      isStopped = true
      playback?.stop()
      void (playback?.reachedMs ?? Promise.resolve(0)).then((atMs) => settle({ outcome: 'key', key, atMs }))
      return true
    })
    const playback = sources.length === 0 ? undefined : stream.play(sources, { loop: isEndless, startAtMs })
    if (playback) {
      onFinished(playback, () => {
        if (!isStopped) settle({ outcome: 'completed' })
      })
    } else if (!isEndless) settle({ outcome: 'completed' })
    return () => {
      stopKeys()
      playback?.stop()
    }
  })
}

/** Plays the prompt, then gathers keys, buffered ones first. */
export async function collect(call: Call, operation: OperationOf<'collect'>): Promise<ResultOf<'collect'>> {
  const found = await playable(call, operation.prompt)
  const stream = await streamToCaller(call)
  const { keys } = call.caller
  return whileThere(call.place, (settle) => {
    let digits = ''
    let isDone = false
    let stopTimer = () => {}
    let playback: Playback | undefined
    const finish = (result: ResultOf<'collect'>) => {
      isDone = true
      settle(found.ok ? result : { ...result, unheard: found.why ?? `there is no ${found.what}` })
    }
    const waitForKey = (delayMs: number) => {
      stopTimer()
      stopTimer = call.world.timers.after(delayMs, () => finish({ digits }))
    }
    const take = (key: string) => {
      playback?.stop()
      playback = undefined
      if (operation.terminators.includes(key)) return finish({ digits, terminator: key })
      digits += key
      if (digits.length >= operation.maxDigits) return finish({ digits })
      return waitForKey(operation.interDigitTimeoutMs)
    }
    for (let key = keys.take(); key !== undefined; key = isDone ? undefined : keys.take()) take(key)
    const stopKeys = keys.onKey((key) => {
      if (isDone) return false
      take(key)
      return true
    })
    if (!isDone && digits === '') {
      const started = found.ok && found.sources.length > 0 ? stream.play(found.sources) : undefined
      playback = started
      if (!started) waitForKey(operation.firstDigitTimeoutMs)
      else {
        onFinished(started, () => {
          if (playback === started && !isDone) waitForKey(operation.firstDigitTimeoutMs)
        })
      }
    }
    return () => {
      isDone = true
      stopKeys()
      stopTimer()
      playback?.stop()
    }
  })
}

export function wait(call: Call, durationMs: number): Promise<object> {
  return whileThere<object>(call.place, (settle) => call.world.timers.after(durationMs, () => settle({})))
}

/** Loops a sound until the returned function is called, e.g. ringback or hold music. Missing sounds are silence. */
export async function loopForCaller(call: Call, sounds: readonly Sound[]): Promise<() => void> {
  const found = await playable(call, sounds)
  if (!found.ok || found.sources.length === 0) return () => {}
  const stream = await streamToCaller(call)
  if (call.caller.isGone) return () => {}
  const playback = stream.play(found.sources, { loop: true })
  return () => playback.stop()
}

/** Waits only for what has to be made. */
async function playable(call: Call, sounds: readonly Sound[]): Promise<ResolvedSounds> {
  return sounds.some(isMade) ? orGone(call.place, call.madeToPlay(sounds)) : call.soundsToPlay(sounds)
}

const whyOf = ({ why }: { readonly why?: string }) => (why === undefined ? {} : { why })

/** The caller's stream with a way for sound to get there. */
export async function streamToCaller(call: Call) {
  const { caller, place } = call
  if (!caller.hasAudioPath) await orGone(place, caller.startEarlyMedia())
  const audio = await orGone(place, caller.open())
  return audio.stream
}

/** The oldest waiting key that counts; those before it are dropped. */
function takeOne(keys: KeyBuffer, terminators: string): string | undefined {
  let key = keys.take()
  while (key !== undefined && !terminators.includes(key)) key = keys.take()
  return key
}

function onFinished(playback: Playback, then: () => void): void {
  void playback.finished.then((end) => {
    if (end !== 'stopped') then() // a file that breaks half-way counts as played: the call goes on
  })
}
