import { levelOf } from './level.ts'

/** Something whose loudness can be asked at any moment. */
export interface Meter {
  /** 0 to 1, of the last 21 ms at 48 kHz. */
  level(): number
}

export const silentMeter: Meter = { level: () => 0 }

export function meterOf(analyser: AnalyserNode): Meter {
  const samples = new Float32Array(analyser.fftSize)
  return {
    level() {
      analyser.getFloatTimeDomainData(samples)
      return levelOf(samples)
    },
  }
}

export function analyserFor(context: AudioContext): AnalyserNode {
  const analyser = context.createAnalyser()
  analyser.fftSize = 1_024
  return analyser
}
