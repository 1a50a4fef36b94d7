import { Counter, Gauge, Registry } from 'prom-client'
import type { EngineControl } from '../control/engine-control.ts'
import type { MessageCounts } from '../sip/message-counts.ts'
import type { EngineTallies, Spread } from './engine-tallies.ts'

export interface MetricsOptions {
  readonly engine: Pick<EngineControl, 'health' | 'calls' | 'trunks' | 'queues'>
  readonly tallies: EngineTallies
  /** SIP messages by direction, method and class. */
  readonly messages: () => MessageCounts
}

/** Of trunks and queues; a design with more shows the first. Nothing is labelled with a number or a name of anybody who calls. */
const MAX_LABELLED = 200

/** Counters of `health` under their names for Prometheus. */
const COUNTERS: Readonly<Record<string, readonly [name: string, help: string]>> = {
  sipMalformedDropped: ['sip_malformed_dropped_total', 'SIP messages that could not be read and were dropped'],
  sipMalformedAnswered400: [
    'sip_malformed_answered_total',
    'SIP messages that could not be read and were answered with 400',
  ],
  sipRetransmissionsAbsorbed: ['sip_retransmissions_total', 'SIP messages that came again'],
  sipTransactions: ['sip_transactions_total', 'SIP transactions begun'],
  authFailures: ['auth_failures_total', 'Wrong passwords of phones'],
  rtpReceived: ['rtp_packets_received_total', 'RTP packets that came'],
  rtpSent: ['rtp_packets_sent_total', 'RTP packets that went out'],
  rtpMalformedDropped: ['rtp_malformed_dropped_total', 'RTP packets that could not be read'],
  rtpForeignSourceDropped: ['rtp_foreign_source_dropped_total', 'RTP packets from elsewhere than the other side'],
  mediaWorkerRestarts: ['media_worker_restarts_total', 'Media workers that died and were replaced'],
  callsNotRecorded: ['calls_not_recorded_total', 'Calls that were to be recorded and were not'],
}

const GAUGES: Readonly<Record<string, readonly [name: string, help: string]>> = {
  openStreams: ['rtp_streams', 'Audio streams that are open'],
  rtpPortPairsInUse: ['rtp_port_pairs_in_use', 'Pairs of RTP and RTCP ports in use'],
  callsInSetup: ['calls_in_setup', 'Calls that nobody has answered yet'],
}

const TRUNK_STATES = ['none', 'trying', 'registered', 'refused'] as const

/** The text of `/metrics`, in Prometheus's format; everything is read when it is asked for. */
export async function metricsPage({ engine, tallies, messages }: MetricsOptions): Promise<string> {
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `callwright_${name}`, help, labelNames: [...labelNames], registers: [registry] })
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counter({ name: `callwright_${name}`, help, labelNames: [...labelNames], registers: [registry] })

  const health = engine.health()
  gauge('info', 'Which version runs', ['version']).set({ version: health.version }, 1)
  gauge('start_time_seconds', 'When it was started').set(health.upSinceMs / 1_000)
  gauge('problem', 'Whether it has something to complain of').set(health.problem === null ? 0 : 1)
  gauge('registrations', 'Phones that are registered').set(health.registrations)
  gauge('event_loop_delay_p99_seconds', 'How late signalling was, worst of this minute and the last').set(
    (health.counters['eventLoopDelayP99Ms'] ?? 0) / 1_000,
  )
  if (health.disk.freeBytes !== null)
    gauge('disk_free_bytes', 'Free on the disk of its data').set(health.disk.freeBytes)
  gauge('disk_full', '1: calls are not recorded, 2: no messages are taken either').set(
    { ok: 0, low: 1, full: 2 }[health.disk.state],
  )
  gauge('database_writes_waiting', 'Rows that are not on the disk yet').set(health.disk.waitingWrites)
  counter('call_records_lost_total', 'Call records given up for want of room').inc(health.disk.lostCallRecords)
  if (health.certificate)
    gauge('certificate_expiry_seconds', 'When the certificate of phones ends').set(health.certificate.validToMs / 1_000)
  for (const [key, [name, help]] of Object.entries(COUNTERS)) counter(name, help).inc(health.counters[key] ?? 0)
  for (const [key, [name, help]] of Object.entries(GAUGES)) gauge(name, help).set(health.counters[key] ?? 0)

  const refused = counter('calls_refused_total', 'Calls refused by a limit', ['limit'])
  for (const [key, count] of Object.entries(health.counters))
    if (key.startsWith('callsRefused')) refused.inc({ limit: kebab(key.slice('callsRefused'.length)) }, count)

  const sip = counter('sip_messages_total', 'SIP messages', ['direction', 'message'])
  for (const { direction, message, count } of messages()) sip.inc({ direction, message }, count)

  const calls = gauge('calls', 'Calls there are now', ['state'])
  const legs = gauge('legs', 'Legs of calls there are now', ['state'])
  for (const state of ['setup', 'ringing', 'answered', 'talking']) calls.set({ state }, 0)
  for (const state of ['ringing', 'answered']) legs.set({ state }, 0)
  for (const call of engine.calls()) {
    calls.inc({ state: call.state })
    // The list has those that were called; who called has a leg too.
    legs.inc({ state: call.state === 'setup' || call.state === 'ringing' ? 'ringing' : 'answered' })
    for (const leg of call.legs) if (leg.state !== 'ended') legs.inc({ state: leg.state })
  }
  const ended = counter('calls_ended_total', 'Calls that are over', ['direction', 'outcome', 'status'])
  for (const { count, ...labels } of tallies.ended) ended.inc(labels, count)

  const registered = gauge(
    'trunk_registration',
    'How it stands with registering with a carrier, 1 for the state it is in',
    ['trunk', 'state'],
  )
  const reach = gauge('trunk_up', 'Whether a carrier answers; absent while that is not known', ['trunk'])
  for (const trunk of engine.trunks().slice(0, MAX_LABELLED)) {
    for (const state of TRUNK_STATES)
      registered.set({ trunk: trunk.trunkId, state }, trunk.registration === state ? 1 : 0)
    if (trunk.reach !== 'unknown') reach.set({ trunk: trunk.trunkId }, trunk.reach === 'up' ? 1 : 0)
  }
  const waiting = gauge('queue_waiting', 'Callers who wait in a queue', ['queue'])
  const agents = gauge('queue_agents', 'Agents of a queue by what they do', ['queue', 'state'])
  for (const board of engine.queues.boards().slice(0, MAX_LABELLED)) {
    waiting.set({ queue: board.queueId }, board.waitingCount)
    for (const { state } of board.agents) agents.inc({ queue: board.queueId, state })
  }

  const written = await registry.metrics()
  const spreads = [
    spread('call_talk_seconds', 'How long answered calls lasted', tallies.talkSec),
    spread('leg_mos', 'Estimated MOS of a leg, when its call ended', tallies.mos),
    spread('leg_loss_ratio', 'Share of packets lost on the way from a leg', tallies.loss),
    spread('leg_jitter_seconds', 'Jitter of what came from a leg', tallies.jitterSec),
    spread('database_write_seconds', 'How long a transaction of engine.db took', tallies.writeSec),
  ]
  return `${written}\n${spreads.join('\n')}`
}

/** A histogram of counts that were kept elsewhere: prom-client's own would have to see each value. */
function spread(name: string, help: string, { bounds, counts, sum }: Spread): string {
  const full = `callwright_${name}`
  let total = 0
  const buckets = counts.map((count, at) => {
    total += count
    return `${full}_bucket{le="${bounds[at] ?? '+Inf'}"} ${total}`
  })
  return [
    `# HELP ${full} ${help}`,
    `# TYPE ${full} histogram`,
    ...buckets,
    `${full}_sum ${sum}`,
    `${full}_count ${total}`,
    '',
  ].join('\n')
}

const kebab = (name: string) => name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
