import { create } from 'zustand'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { callerAtDevice } from '../../callflow/numbering/caller-at-device.ts'
import { callerFromOutside } from '../../callflow/numbering/outside-caller.ts'
import { numberShownForHelp } from '../../callflow/rehearse/called-for-help.ts'
import { choose, type Rehearsal, rerun, startRehearsal, stepBack } from '../../callflow/rehearse/rehearsal.ts'
import type { Attestation, Caller } from '../../callflow/run/script.ts'
import { firstKnownZone } from '../../callflow/schedule/local-time.ts'
import { designSnapshot } from '../store/design.ts'
import { readKept, keep } from '../store/kept.ts'
import { toEpochMs, toWallTime } from '../../callflow/schedule/wall-time.ts'
import { nothingLit, useHighlight } from './highlight.ts'
import { litBy } from './lit-by.ts'

/** What the next call starts with, as the fields of the panel hold it. */
export interface CallSetup {
  /** Null: straight into the flow on the canvas, whatever its numbers. */
  readonly dialled: string
  readonly callerDeviceId: string | null
  readonly callerNumber: string
  /** How far the carrier vouches for it; null: it says nothing. */
  readonly attestation: Attestation | null
  /** A phone that has called for help: this call from outside may call it back. */
  readonly helpDeviceId: string | null
  /** How many minutes before this call. */
  readonly helpAgoMin: number
  /** `YYYY-MM-DDTHH:MM` on the account's clock; empty for now. */
  readonly when: string
}

export interface RehearsalState {
  readonly isOpen: boolean
  readonly setup: CallSetup
  readonly rehearsal: Rehearsal | null
}

const KEY = 'callwright.rehearsal'

function keptSetup(): CallSetup {
  const kept = readKept(KEY)
  const callerNumber = kept['callerNumber']
  return {
    dialled: '',
    callerDeviceId: null,
    callerNumber: typeof callerNumber === 'string' ? callerNumber.slice(0, 40) : '+14155550123',
    attestation: null,
    helpDeviceId: null,
    helpAgoMin: 5,
    when: '',
  }
}

export const useRehearsal = create<RehearsalState>()(() => ({ isOpen: false, setup: keptSetup(), rehearsal: null }))

export const openRehearsal = (): void => useRehearsal.setState({ isOpen: true })

export function closeRehearsal(): void {
  show(null)
  useRehearsal.setState({ isOpen: false })
}

export function changeSetup(patch: Partial<CallSetup>): void {
  const setup = { ...useRehearsal.getState().setup, ...patch }
  useRehearsal.setState({ setup })
  keep(KEY, { callerNumber: setup.callerNumber })
}

/** Calls `dialled`, or the flow itself when it is empty. */
export function startCall(callflowId: string): void {
  const design = designSnapshot()
  const { setup } = useRehearsal.getState()
  const zone = zoneOf(design)
  const flow = design.find('callflow', callflowId)
  const help = helpBefore(design, setup)
  const dialled = setup.dialled.trim() || (help?.number ?? '')
  show(
    startRehearsal(design, {
      ...(dialled === '' ? { callflowId } : {}),
      dialled: dialled || flow?.numbers[0] || flow?.name || '',
      caller: callerOf(design, setup),
      startMs: toEpochMs(setup.when, zone) ?? Date.now(),
      ...(help ? { world: { calledForHelp: [{ deviceId: help.deviceId, agoMs: setup.helpAgoMin * 60_000 }] } } : {}),
    }),
  )
}

export function takeChoice(choiceId: string): void {
  const { rehearsal } = useRehearsal.getState()
  if (rehearsal) show(choose(rehearsal, choiceId))
}

export function back(): void {
  const { rehearsal } = useRehearsal.getState()
  if (rehearsal && rehearsal.answers.length > 0) show(stepBack(rehearsal))
}

/** The same call from its beginning. */
export function restart(): void {
  const { rehearsal } = useRehearsal.getState()
  if (rehearsal) show(startRehearsal(designSnapshot(), rehearsal.setup))
}

/** A call played elsewhere, such as a test's, to be looked at and played on; null: none. */
export function showRehearsal(rehearsal: Rehearsal | null): void {
  useRehearsal.setState({ isOpen: rehearsal !== null })
  show(rehearsal)
}

export const stopCall = (): void => show(null)

/** After an edit: the same call on what is drawn now. */
export function followDesign(design: DesignSnapshot): void {
  const { rehearsal } = useRehearsal.getState()
  if (rehearsal && rehearsal.design !== design) show(rerun(rehearsal, design))
}

function show(rehearsal: Rehearsal | null): void {
  useRehearsal.setState({ rehearsal })
  useHighlight.setState(rehearsal ? litBy(rehearsal) : nothingLit)
}

export const zoneOf = (design: DesignSnapshot): string => firstKnownZone(design.account?.timezone)

/** The account's wall clock now, as the field shows it. */
export const wallClockNow = (design: DesignSnapshot): string => toWallTime(Date.now(), zoneOf(design))

/** Only whoever calls from outside calls back; undefined also where that phone would show no number. */
export function helpBefore(
  design: DesignSnapshot,
  { callerDeviceId, helpDeviceId }: Pick<CallSetup, 'callerDeviceId' | 'helpDeviceId'>,
): { readonly deviceId: string; readonly number: string } | undefined {
  if (callerDeviceId !== null || helpDeviceId === null) return undefined
  const shown = numberShownForHelp(design, helpDeviceId)
  return shown && { deviceId: helpDeviceId, number: shown.number }
}

function callerOf(design: DesignSnapshot, { callerDeviceId, callerNumber, attestation }: CallSetup): Caller {
  const device = design.find('device', callerDeviceId)
  if (!device) return callerFromOutside(design, { name: '', number: callerNumber, ...(attestation && { attestation }) })
  return callerAtDevice(design, device, () => undefined)
}
