import type { Cdr } from '../../store/live-events.ts'
import type { Tone } from '../../ui/status.tsx'

export type LegQuality = Cdr['audio'][number]

/** What a MOS means to people; the limits are those at which G.107 calls some, many, and most listeners dissatisfied (R of 80, 70 and 60). */
export function mosWords(mos: number): { readonly tone: Tone; readonly label: string } {
  const score = mos.toFixed(1)
  if (mos >= 4) return { tone: 'green', label: `Good, ${score}` }
  if (mos >= 3.6) return { tone: 'green', label: `Fair, ${score}` }
  if (mos >= 3.1) return { tone: 'amber', label: `Poor, ${score}` }
  return { tone: 'red', label: `Bad, ${score}` }
}

/** Of the leg that fared worst; null when nothing is known of any. */
export function worstMos(audio: readonly LegQuality[]): number | null {
  const known = audio.map(({ mos }) => mos).filter((mos) => mos !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** `2.5 %`, `0 %`, `under 0.1 %`. */
export function lossWords(lost: number, all: number): string {
  if (all === 0 || lost === 0) return '0 %'
  const percent = (100 * lost) / all
  return percent < 0.1 ? 'under 0.1 %' : `${percent.toFixed(1)} %`
}
