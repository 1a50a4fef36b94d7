import type { LegQuality } from '../control/audio-contract.ts'
import { estimatedMos } from '../media/estimated-mos.ts'
import type { StreamQuality } from '../media/media-engine.ts'
import type { Leg } from './leg.ts'

/** How its audio fared so far; undefined for a leg that never had any. */
export function qualityOf({ audio, label }: Leg): LegQuality | undefined {
  if (audio === undefined) return undefined
  const quality = audio.stream.quality
  const { sent, received, farEnd, roundTripMs } = quality
  if (sent + received.packets === 0) return undefined
  return {
    label,
    codec: audio.parameters?.codec ?? '',
    sent,
    received: { ...received, jitterMs: tenths(received.jitterMs) },
    farEnd: farEnd === undefined ? null : { ...farEnd, jitterMs: tenths(farEnd.jitterMs) },
    roundTripMs: roundTripMs === undefined ? null : tenths(roundTripMs),
    mos: mosOf(quality),
  }
}

/** Of what is heard here and of what the far end says that it hears. */
function mosOf({ sent, received, farEnd, roundTripMs = 0 }: StreamQuality): number | null {
  const ways = [
    received.packets > 0 && { ...received, all: received.packets + received.lost },
    farEnd !== undefined && sent > 0 && { ...farEnd, all: sent },
  ]
  const scores = ways
    .filter((way) => way !== false)
    .map(({ lost, all, jitterMs }) => estimatedMos({ lossRatio: lost / all, jitterMs, roundTripMs }))
  return scores.length === 0 ? null : Math.round(100 * Math.min(...scores)) / 100
}

const tenths = (ms: number) => Math.round(10 * ms) / 10
