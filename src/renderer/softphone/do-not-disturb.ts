import type { Device } from '../../callflow/design/document.ts'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { useLive } from '../store/live.ts'
import { switchKey } from '../store/phone-lamps.ts'
import { target } from '../store/target.ts'
import { toast } from '../ui/toast.tsx'

const NAME = 'do-not-disturb'

/** The engine's own switch of the phone, as the feature code sets it: lamps and pages show it too. Without an engine it is as the design says. */
export function useDoNotDisturb(device: Device) {
  const { id } = device
  const canSwitch = useLive(({ engine }) => engine?.state === 'running')
  const switched = useLive(({ switches }) => switches.get(switchKey({ scope: 'device', id, name: NAME })))
  const set = async (value: boolean) => {
    try {
      await api().operate.state.write({ ...target(), scope: 'device', id, name: NAME, value })
    } catch (error) {
      toast.error(refusalOf(error).message)
    }
  }
  return { isQuiet: typeof switched === 'boolean' ? switched : device.doNotDisturb, canSwitch, set }
}
