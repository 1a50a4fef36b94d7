import { z } from 'zod'

export const audioCodecs = ['G722', 'PCMU', 'PCMA', 'OPUS'] as const

/** By preference; none stands for all of them. */
export function codecList(usual: readonly (typeof audioCodecs)[number][], help: string) {
  return z
    .array(z.enum(audioCodecs))
    .default([...usual])
    .meta({
      label: 'Codecs',
      help,
      control: 'ordered-choices',
      options: {
        G722: 'G.722, wideband',
        PCMU: 'G.711 µ-law',
        PCMA: 'G.711 A-law',
        OPUS: 'Opus, wideband',
      },
      advanced: true,
    })
}
