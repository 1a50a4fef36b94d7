import { useEffect } from 'react'
import { useDesign, useDesignSnapshot } from '../store/design.ts'
import { useLive } from '../store/live.ts'
import { tonesOf } from './core/phone-state.ts'
import { usePhoneAddress } from './phone-address.ts'
import { useOwnDevice } from './own-phone.ts'
import { register, registerAgain } from './phone-actions.ts'
import { openFor, usePhone } from './phone-store.ts'
import { readDevices } from './sound-store.ts'
import { playCadence } from './sound/tones.ts'
import { useFollowedCall } from './followed-call.ts'

/** Keeps the phone registered, with its panel open or not, and lets it ring. Shows nothing. */
export function PhoneHost() {
  const designId = useDesign((state) => state.designId)
  useEffect(() => openFor(designId), [designId])
  useRegistration()
  useTones()
  useFollowedCall()
  useGuardedCalls()
  useEffect(() => {
    if (!('mediaDevices' in navigator)) return undefined
    const read = () => void readDevices()
    read()
    navigator.mediaDevices.addEventListener('devicechange', read)
    return () => navigator.mediaDevices.removeEventListener('devicechange', read)
  }, [])
  return null
}

function useRegistration(): void {
  const address = usePhoneAddress()
  const device = useOwnDevice()
  const realm = useDesignSnapshot().account?.sipRealm ?? ''
  const isUsable = device?.enabled === true && device.sipUsername !== '' && device.sipPassword !== ''
  const [username, password] = isUsable ? [device.sipUsername, device.sipPassword] : ['', '']
  useEffect(() => {
    if (address === null || username === '' || realm === '') return undefined
    return register({ address, realm, username, password })
  }, [address, realm, username, password])
  // What it was refused for may be settled by what the engine has been told since.
  const bundleId = useLive(({ engine }) => engine?.health?.activeBundle?.id)
  useEffect(() => {
    if (bundleId !== undefined && usePhone.getState().registration.state === 'refused') registerAgain()
  }, [bundleId])
}

/** Leaving the page ends the calls: the browser asks first. */
function useGuardedCalls(): void {
  const isCalling = usePhone(({ calls }) => calls.some(({ state }) => state !== 'ended'))
  useEffect(() => {
    if (!isCalling) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isCalling])
}

function useTones(): void {
  const cadence = usePhone(tonesOf)
  useEffect(() => (cadence === null ? undefined : playCadence(cadence)), [cadence])
}
