import { describe, expect, it } from 'vitest'
import type { Effect } from './effects.ts'
import { startInviteClient, stepInviteClient } from './invite-client.ts'
import { startInviteServer, stepInviteServer } from './invite-server.ts'
import { startNonInviteClient, stepNonInviteClient } from './non-invite-client.ts'
import { startNonInviteServer, stepNonInviteServer } from './non-invite-server.ts'

/** Effects in words: `arm A 500`, `send-request`. */
function words(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    if (effect.kind === 'arm') return `arm ${effect.timer} ${effect.delayMs}`
    if (effect.kind === 'remember') return effect.answersCopies ? 'remember' : 'remember silently'
    return effect.kind === 'disarm' ? `disarm ${effect.timer}` : effect.kind
  })
}

/** Runs inputs through a machine; gives each step's state and effects. */
function run<Tx extends { readonly state: string }, Input>(
  start: Tx,
  step: (tx: Tx, input: Input) => readonly [Tx, readonly Effect[]],
  inputs: readonly Input[],
): string[] {
  let tx = start
  return inputs.map((input) => {
    const [next, effects] = step(tx, input)
    tx = next
    return [next.state, ...words(effects)].join(', ')
  })
}

const status = (code: number) => ({ kind: 'response', status: code }) as const
const respond = (code: number) => ({ kind: 'respond', status: code }) as const
const timer = <Name extends string>(name: Name) => ({ kind: 'timer', name }) as const
const request = { kind: 'request' } as const
const ack = { kind: 'ack' } as const
const broken = { kind: 'transport-error' } as const

describe('INVITE client transaction (RFC 3261 §17.1.1, RFC 6026)', () => {
  const [udp, started] = startInviteClient(false)
  const [tcp, startedReliable] = startInviteClient(true)

  it('sends, and on UDP doubles timer A until B', () => {
    expect(words(started)).toEqual(['send-request', 'arm A 500', 'arm B 32000'])
    expect(words(startedReliable)).toEqual(['send-request', 'arm B 32000'])
    expect(run(udp, stepInviteClient, [timer('A'), timer('A'), timer('B'), status(200)])).toEqual([
      'calling, send-request, arm A 1000',
      'calling, send-request, arm A 2000',
      'terminated, disarm A, timeout',
      'terminated',
    ])
  })

  it('stops repeating at the first provisional response and then waits as long as it takes', () => {
    expect(run(udp, stepInviteClient, [status(100), timer('A'), timer('B'), status(180)])).toEqual([
      'proceeding, disarm A, disarm B, pass-up',
      'proceeding',
      'proceeding',
      'proceeding, disarm A, disarm B, pass-up',
    ])
  })

  it('passes every 2xx up for 32 s and leaves the ACK to the dialog', () => {
    expect(
      run(udp, stepInviteClient, [status(200), status(200), status(180), status(486), timer('M'), status(200)]),
    ).toEqual([
      'accepted, disarm A, disarm B, pass-up, arm M 32000',
      'accepted, pass-up',
      'accepted',
      'accepted',
      'terminated',
      'terminated',
    ])
  })

  it('acknowledges a refusal as often as it comes, until D', () => {
    expect(run(udp, stepInviteClient, [status(180), status(486), status(486), status(200), timer('D')])).toEqual([
      'proceeding, disarm A, disarm B, pass-up',
      'completed, disarm A, disarm B, send-ack, pass-up, arm D 32000',
      'completed, absorbed, send-ack',
      'completed, absorbed',
      'terminated',
    ])
    expect(run(tcp, stepInviteClient, [status(486)])).toEqual(['terminated, disarm A, disarm B, send-ack, pass-up'])
  })

  it('tells of a broken transport once', () => {
    expect(run(udp, stepInviteClient, [broken, broken, timer('B')])).toEqual([
      'terminated, disarm A, disarm B, transport-error',
      'terminated',
      'terminated',
    ])
  })
})

describe('non-INVITE client transaction (RFC 3261 §17.1.2)', () => {
  const [udp, started] = startNonInviteClient(false)
  const [tcp] = startNonInviteClient(true)

  it('doubles timer E up to 4 s until F', () => {
    expect(words(started)).toEqual(['send-request', 'arm E 500', 'arm F 32000'])
    const inputs = [timer('E'), timer('E'), timer('E'), timer('E'), timer('F')]
    expect(run(udp, stepNonInviteClient, inputs)).toEqual([
      'trying, send-request, arm E 1000',
      'trying, send-request, arm E 2000',
      'trying, send-request, arm E 4000',
      'trying, send-request, arm E 4000',
      'terminated, disarm E, timeout',
    ])
  })

  it('in proceeding retransmits every 4 s until a final response', () => {
    expect(run(udp, stepNonInviteClient, [status(100), timer('E'), status(200), status(200), timer('K')])).toEqual([
      'proceeding, pass-up',
      'proceeding, send-request, arm E 4000',
      'completed, disarm E, disarm F, pass-up, arm K 5000',
      'completed, absorbed',
      'terminated',
    ])
  })

  it('ends at the final response on a reliable transport', () => {
    expect(run(tcp, stepNonInviteClient, [status(200)])).toEqual(['terminated, disarm E, disarm F, pass-up'])
  })
})

describe('INVITE server transaction (RFC 3261 §17.2.1, RFC 6026)', () => {
  const [udp, begin] = startInviteServer(false)
  const [tcp] = startInviteServer(true)

  it('says 100 after 150 ms, unless something was said by then', () => {
    expect(words(begin)).toEqual(['arm trying 150'])
    expect(run(udp, stepInviteServer, [timer('trying'), request, respond(180), respond(200)])).toEqual([
      'proceeding, send-trying',
      'proceeding, absorbed, send-response',
      'proceeding, send-response',
      'accepted, send-response, remember silently',
    ])
    expect(run(udp, stepInviteServer, [respond(180), timer('G')])).toEqual([
      'proceeding, disarm trying, send-response',
      'proceeding',
    ])
  })

  it('answers a repeated INVITE with the latest provisional response', () => {
    expect(run(udp, stepInviteServer, [request, respond(180), request])).toEqual([
      'proceeding, absorbed',
      'proceeding, disarm trying, send-response',
      'proceeding, absorbed, send-response',
    ])
  })

  it('repeats a refusal with G up to 4 s until its ACK, then has late copies soaked up', () => {
    const inputs = [respond(486), timer('G'), timer('G'), timer('G'), timer('G'), request, ack, request, ack]
    expect(run(udp, stepInviteServer, inputs)).toEqual([
      'completed, disarm trying, send-response, arm G 500, arm H 32000',
      'completed, send-response, arm G 1000',
      'completed, send-response, arm G 2000',
      'completed, send-response, arm G 4000',
      'completed, send-response, arm G 4000',
      'completed, absorbed, send-response',
      'terminated, disarm G, disarm H, remember silently',
      'terminated',
      'terminated',
    ])
    expect(run(tcp, stepInviteServer, [respond(486), ack])).toEqual([
      'completed, disarm trying, send-response, arm H 32000',
      'terminated, disarm G, disarm H',
    ])
  })

  it('gives up on the ACK at H', () => {
    expect(run(udp, stepInviteServer, [respond(486), timer('H')])[1]).toBe('terminated, disarm G, timeout')
  })

  it('lets the 2xx be repeated, and retransmitted INVITEs be absorbed (RFC 6026 §7.1)', () => {
    for (const tx of [udp, tcp]) {
      expect(run(tx, stepInviteServer, [respond(200), respond(200), respond(486), ack])).toEqual([
        'accepted, disarm trying, send-response, remember silently',
        'accepted, send-response',
        'accepted',
        'accepted',
      ])
    }
  })
})

describe('non-INVITE server transaction (RFC 3261 §17.2.2)', () => {
  it('has copies answered with the same response on UDP, and is over on TCP', () => {
    expect(run(startNonInviteServer(false), stepNonInviteServer, [request, respond(200), respond(500)])).toEqual([
      'trying, absorbed',
      'terminated, send-response, remember',
      'terminated',
    ])
    expect(run(startNonInviteServer(true), stepNonInviteServer, [respond(200), request])).toEqual([
      'terminated, send-response',
      'terminated',
    ])
  })
})
