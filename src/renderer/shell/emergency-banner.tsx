import { Siren } from 'lucide-react'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { useLive } from '../store/live.ts'
import type { EmergencyCall } from '../store/live-events.ts'
import { target } from '../store/target.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import { Banner } from './banner.tsx'
import { emergencyWords, madeBy } from './emergency-words.ts'

/** Calls for help that nobody has taken note of yet. Each stays until somebody has. */
export function EmergencyBanner() {
  const design = useDesignSnapshot()
  const calls = useLive((state) => state.emergencies)
  return calls
    .filter(({ seenMs }) => seenMs === null)
    .map((call) => {
      const { news, more } = emergencyWords(call, {
        by: madeBy(design.find('user', call.userId)?.name, design.find('device', call.deviceId)?.name),
        when: new Date(call.atMs).toLocaleString(),
      })
      return (
        <Banner key={call.emergencyId} icon={Siren} tone="red" news={news} more={more} detail={`${news} ${more}`}>
          <Button size="sm" onClick={() => void takeNote(call)}>
            Seen
          </Button>
        </Banner>
      )
    })
}

async function takeNote({ emergencyId }: EmergencyCall): Promise<void> {
  try {
    await api().operate.emergencies.seen({ ...target(), emergencyId })
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}
