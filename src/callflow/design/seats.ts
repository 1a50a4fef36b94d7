import type { DesignSnapshot } from './snapshot.ts'

/** What a hosted system would bill: how many of each kind of seat a design uses (M8, M82, M86). */
export interface SeatCount {
  /** Users with a phone of their own. */
  readonly extensions: number
  /** Shared boxes, which belong to nobody. */
  readonly voicemailOnly: number
  /** Cell phones and land lines that ring. */
  readonly callForward: number
  readonly conferences: number
  readonly faxBoxes: number
}

export function countSeats(design: DesignSnapshot): SeatCount {
  const devices = design.list('device').filter(({ enabled }) => enabled)
  const isOutside = (type: string) => type === 'cell-phone' || type === 'landline'
  const withPhone = new Set(devices.filter(({ type }) => !isOutside(type)).map(({ ownerId }) => ownerId))
  return {
    extensions: design.list('user').filter(({ id }) => withPhone.has(id)).length,
    voicemailOnly: design.list('mailbox').filter(({ ownerId }) => ownerId === null).length,
    callForward: devices.filter(({ type }) => isOutside(type)).length,
    conferences: design.list('conference').length,
    faxBoxes: design.list('fax-box').length,
  }
}
