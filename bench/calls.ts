/**
 * CPU of a real engine per call and what its callers feel, with SIPp as callers and phones on the same machine. A case is a scenario and a rate, which is
 * offered for some seconds: `node bench/calls.ts answer@800 menu@200 [--engine DIR] [--turns N] [--seconds N]`.
 */
import { commandLine } from './calls/command-line.ts'
import { round, watchEngine } from './calls/engine-use.ts'
import { openOffice } from './calls/office.ts'
import { inTurns, type Measured } from './calls/turns.ts'

const USUAL = ['answer@50', 'answer@300', 'answer@800', 'menu@10', 'menu@60', 'menu@200']
const SECONDS = 20
/** What the first calls compile is not what a call costs. */
const WARM_UP_SECONDS = 5

const scenarios = {
  answer: { scenario: 'answer-and-hang-up', dialled: '9001' },
  menu: { scenario: 'menu-to-ring-group', dialled: '9002' },
} as const

const line = commandLine()
for (const name of line.cases.length > 0 ? line.cases : USUAL) {
  const [, kind = '', rate = ''] = /^(answer|menu)@([1-9]\d{0,3})$/.exec(name) ?? []
  if (kind !== 'answer' && kind !== 'menu') throw new Error(`${name} is no case; answer@800 and menu@200 are`)
  await inTurns(`calls-${name}`, line, (tree) => measure(tree, scenarios[kind], Number(rate)))
}

async function measure(
  tree: string | undefined,
  { scenario, dialled }: { readonly scenario: string; readonly dialled: string },
  callsPerSecond: number,
): Promise<Measured> {
  const office = await openOffice(tree)
  await office.answerBy('answering-phone')
  const offer = (seconds: number) => {
    const calls = String(callsPerSecond * seconds)
    return office.call(scenario, ['-s', dialled, '-r', String(callsPerSecond), '-m', calls, '-l', '5000'])
  }
  await offer(WARM_UP_SECONDS)
  const used = await watchEngine(office.engine)
  const done = await offer(line.seconds ?? SECONDS)
  const { cpuMs, mainThreadCpuMs, elapsedMs, loopDelayP99Ms, loopDelayMaxMs } = await used()
  const newest = await office.engine.control.cdrs({ limit: Math.min(done.succeeded, 1_000) })
  await office.stop()
  const { succeeded, failed, retransmissions, responseP50Ms, responseP99Ms, sippPercentOfACore } = done
  return {
    cpuMsPerCall: round(cpuMs / Math.max(1, succeeded)),
    'cpuMsPerCall, signalling thread': round(mainThreadCpuMs / Math.max(1, succeeded)),
    'INVITE to 200, p50 ms': round(responseP50Ms),
    'INVITE to 200, p99 ms': round(responseP99Ms),
    failed,
    retransmissions,
    'event-loop delay, p99 ms': loopDelayP99Ms,
    'event-loop delay, max ms': loopDelayMaxMs,
    completedPerSecond: round((1_000 * succeeded) / elapsedMs),
    cpuPercentOfACore: round((100 * cpuMs) / elapsedMs),
    sippPercentOfACore,
    answeredByAPhonePercent: round((100 * newest.filter(({ answeredBy }) => answeredBy !== '').length) / newest.length),
  }
}
