import type { LegAudio } from './leg-audio.ts'
import { Leg } from './leg.ts'

/** Where whoever clicked stands in a call until their phone has answered: without a phone, and without sound. */
export class ClickLeg extends Leg {
  readonly label = ''
  readonly userId = undefined
  readonly isAnswered = false
  readonly hasAudioPath = false
  readonly wayHere = []

  ring(): void {}

  startEarlyMedia(): Promise<void> {
    return Promise.resolve()
  }

  answer(): Promise<void> {
    return Promise.resolve()
  }

  open(): Promise<LegAudio> {
    return Promise.reject(new Error('nobody is here to hear anything'))
  }

  end(): void {
    this.markGone()
  }
}
