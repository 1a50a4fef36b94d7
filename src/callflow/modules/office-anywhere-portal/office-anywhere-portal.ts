import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference, seconds } from '../../design/fields.ts'
import { portalScript } from '../../scripts/office-anywhere.ts'

/** Dial access to the office from one's own phone (M96, M99, M100). */
export const officeAnywherePortal = defineModule({
  type: 'office-anywhere-portal',
  version: 1,
  category: 'office-anywhere',
  name: 'Office Anywhere',
  description: 'Knows people by the phone they call from, or by PIN, and lets them call out as if from their desk.',
  icon: 'laptop',
  settings: z.object({
    portalId: reference('portal', { label: 'Portal', help: 'Who may come in is written there.' }),
    ringSec: seconds({
      label: 'Ring for',
      help: 'How long a number they dial rings.',
      min: 5,
      max: 300,
      default: 60,
      advanced: true,
    }),
  }),
  branches: [
    { ...defaultBranch, label: 'Afterwards' },
    { name: 'refused', label: 'Not admitted', optional: true },
  ],
  mainSetting: 'portalId',
  callsOut: {
    chosenBy: 'person',
    how: () => ({
      severity: 'info',
      says: 'People known by their number, which can be forged, or by their PIN call out at your cost',
    }),
  },
  summary: ({ portalId }, design) => design.find('portal', portalId)?.name ?? '',
  script: portalScript,
})
