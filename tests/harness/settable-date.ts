import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into an engine's process before anything else (`node --import`): on SIGUSR2 the wall clock of the process is set by as many milliseconds
 * as the file `SETTABLE_DATE_FILE` says, as if somebody had set the machine's. What measures time does not change, as it does not on a machine.
 */
const RealDate = Date
let aheadMs = 0

class SettableDate extends RealDate {
  constructor(...args: [] | [number | string | Date]) {
    if (args.length === 0) super(RealDate.now() + aheadMs)
    else super(...args)
  }

  static override now(): number {
    return RealDate.now() + aheadMs
  }
}

globalThis.Date = SettableDate as DateConstructor // `Date()` without `new` is asked for nowhere
const file = process.env['SETTABLE_DATE_FILE']
if (isMainThread && file !== undefined) {
  process.on('SIGUSR2', () => {
    aheadMs += Number(readFileSync(file, 'utf8'))
  })
}
