import { type Baresip, type BaresipOptions, startBaresip } from '../harness/baresip.ts'
import { thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneMs } from '../harness/wav.ts'
import type { TraceEvent } from '../../src/callflow/run/trace.ts'
import type { ApiConnection } from './api-client.ts'

type Api = ApiConnection['api']

export interface Seat {
  readonly userId: string
  readonly deviceId: string
  readonly name: string
  readonly extension: string
}

/** The person with that extension and their phone, as saved. */
export async function seatOf(api: Api, extension: string): Promise<Seat> {
  const { documents } = await api.design.documents()
  for (const user of documents) {
    if (user.kind !== 'user' || user.extension !== extension) continue
    const device = documents.find((each) => each.kind === 'device' && each.ownerId === user.id)
    if (device) return { userId: user.id, deviceId: device.id, name: user.name, extension }
  }
  throw new Error(`nobody has extension ${extension}`)
}

/** A real phone with the credentials the design has for that extension, registered to the app's engine. */
export async function phoneOf(
  api: Api,
  extension: string,
  options: Pick<BaresipOptions, 'program' | 'speaks'> & Partial<BaresipOptions>,
): Promise<Baresip> {
  const { deviceId } = await seatOf(api, extension)
  const { documents } = await api.design.documents()
  const device = documents.find(({ id }) => id === deviceId)
  if (device?.kind !== 'device') throw new Error(`${deviceId} is no device`)
  const { health } = await api.targets.status(thisComputer)
  const enginePort = health?.listenPoints.find(({ transport }) => transport === 'udp')?.port ?? 0
  return startBaresip({ username: device.sipUsername, password: device.sipPassword, enginePort, ...options })
}

/** Milliseconds of a tone in everything the phone has heard so far. */
export function heardMs(phone: Baresip, frequencyHz: number): number {
  return phone.heard().reduce((sum, wav) => sum + toneMs(wav, frequencyHz), 0)
}

/** The only call that is up has begun an operation of that kind. */
export async function untilOperation(api: Api, kind: string): Promise<void> {
  await until(
    `the call begins to ${kind}`,
    async () => {
      const [call] = await api.operate.calls.list(thisComputer)
      const trace = call ? await traceOf(api, call.callId) : []
      return trace.some((event) => event.kind === 'operation' && event.operation.kind === kind)
    },
    30_000,
  )
}

export async function traceOf(api: Api, callId: string): Promise<readonly TraceEvent[]> {
  return (await api.operate.calls.trace({ ...thisComputer, callId })) as unknown as TraceEvent[] // the contract leaves the trace's shape to the interpreter
}
