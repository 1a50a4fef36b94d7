import { useEffect, useRef, useState } from 'react'

const BARS = 120

/** Loudest sample of each of 120 slices, 0..1. Empty while decoding and when the sound cannot be decoded. */
export function useWaveform(bytes: Uint8Array<ArrayBuffer>): readonly number[] {
  const [peaks, setPeaks] = useState<readonly number[]>([])
  useEffect(() => {
    let isCurrent = true
    new OfflineAudioContext(1, 1, 8_000)
      .decodeAudioData(bytes.slice().buffer) // decoding takes the buffer away
      .then((sound) => isCurrent && setPeaks(peaksOf(sound.getChannelData(0))))
      .catch(() => isCurrent && setPeaks([]))
    return () => {
      isCurrent = false
    }
  }, [bytes])
  return peaks
}

export function peaksOf(samples: Float32Array, bars = BARS): number[] {
  const size = Math.max(1, Math.floor(samples.length / bars))
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let loudest = 0
    for (let at = bar * size; at < Math.min(samples.length, (bar + 1) * size); at++) {
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0))
    }
    return loudest
  })
  const top = Math.max(0.05, ...peaks)
  return peaks.map((peak) => peak / top)
}

/** `played` 0..1. Drawn in the text and accent colours of where it stands. */
export function Waveform({ peaks, played }: { readonly peaks: readonly number[]; readonly played: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (!element || !pen) return
    const scale = window.devicePixelRatio || 1
    const { clientWidth: width, clientHeight: height } = element
    element.width = width * scale
    element.height = height * scale
    pen.scale(scale, scale)
    const style = getComputedStyle(element)
    const step = width / BARS
    for (let bar = 0; bar < BARS; bar++) {
      const tall = Math.max(2, (peaks[bar] ?? 0) * height)
      pen.fillStyle = style.getPropertyValue(bar / BARS < played ? '--color-accent' : '--color-grey-8')
      pen.fillRect(bar * step, (height - tall) / 2, Math.max(1, step - 1), tall)
    }
  }, [peaks, played])
  return <canvas ref={canvas} aria-hidden className="size-full" />
}
