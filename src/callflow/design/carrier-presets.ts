import type { Trunk } from './document.ts'

/**
 * Carriers whose settings are known from their own public pages, so that nobody has to read those for what every customer of theirs sets alike. A preset
 * says nothing of passwords, addresses and channels: those are of the contract.
 */
export interface CarrierPreset {
  readonly id: string
  readonly name: string
  /** Two letters of where most of its customers are; empty: everywhere. */
  readonly country: string
  /** What is left to do, in a sentence or two. */
  readonly says: string
  readonly fields: Pick<Trunk, PresetField>
}

export const presetFields = [
  'host',
  'transport',
  'register',
  'codecs',
  'numberFormat',
  'dialFormat',
  'callerFormat',
  'callerHeader',
  'calledHeader',
] as const
type PresetField = (typeof presetFields)[number]

const usual: Omit<CarrierPreset['fields'], 'host'> = {
  transport: 'udp',
  register: false,
  codecs: ['PCMU', 'PCMA'],
  numberFormat: 'e164',
  dialFormat: 'e164',
  callerFormat: 'e164',
  callerHeader: 'p-asserted-identity',
  calledHeader: 'request',
}

const european: typeof usual = { ...usual, codecs: ['PCMA', 'PCMU'] }

const withoutPlus = {
  numberFormat: 'e164-without-plus',
  dialFormat: 'e164-without-plus',
  callerFormat: 'e164-without-plus',
} as const

const preset = (
  id: string,
  name: string,
  about: { readonly says: string; readonly fields: CarrierPreset['fields']; readonly country?: string },
): CarrierPreset => ({ id, name, country: '', ...about })

/** In the order of their names. */
export const carrierPresets: readonly CarrierPreset[] = [
  // https://doc.didww.com/voice/outbound-trunks/outbound-sip-information.html: hosts by region, SRV, UDP, TCP and TLS, digest for every call.
  preset('didww', 'DIDWW', {
    says: 'Choose the region nearest to you in place of ams.eu, and list the signalling addresses of DIDWW under Accept calls from.',
    fields: { ...european, host: 'ams.eu.out.didww.com' },
  }),
  // https://en.easybell.de/help ... "form of phone numbers at incoming calls": E.164 without +, the number called in To; the portal names the registrar.
  preset('easybell', 'easybell', {
    country: 'DE',
    says: 'Copy the SIP registrar, user name and password from the phone settings of my.easybell. Choose the E.164 format for number signalling there.',
    fields: { ...european, ...withoutPlus, host: '', register: true, calledHeader: 'to' },
  }),
  // https://developer.signalwire.com/freeswitch (Provider Flowroute): registers, with the account number and a password.
  preset('flowroute', 'Flowroute', {
    country: 'US',
    says: 'The user name is the account number or tech prefix of your Flowroute portal.',
    fields: { ...usual, ...withoutPlus, host: 'sip.flowroute.com', register: true },
  }),
  // https://www.nfon.com/en/service/documentation ... nconnect voice, D. Examples: registers; + or 00; P-Asserted-Identity; the number called in To.
  preset('nfon', 'NFON Nconnect Voice', {
    country: 'DE',
    says: 'The user name is the K number of the trunk.',
    fields: { ...european, host: 'trunk.cloud-cfg.com', register: true, numberFormat: 'auto', calledHeader: 'to' },
  }),
  // https://docs.plivo.com/docs/faq/voice-api-and-SIP-trunking/sip-trunking.md: no REGISTER, PCMA and PCMU; the trunk has a domain under zt.plivo.com.
  preset('plivo', 'Plivo Zentrunk', {
    says: 'Write the number of your outbound trunk in place of your-trunk. User name and password are the credentials chosen for it, or none when it knows your address.',
    fields: { ...usual, host: 'your-trunk.zt.plivo.com' },
  }),
  // https://developers.sinch.com/docs/est/test-plan.md: a domain of one's own under pstn.sinch.com; UDP, TCP or TLS.
  preset('sinch', 'Sinch Elastic SIP Trunking', {
    says: 'Write the name of your trunk in place of your-trunk. User name and password are those of its credential list, or none when it knows your address.',
    fields: { ...usual, host: 'your-trunk.pstn.sinch.com' },
  }),
  // https://help.sipgate.de/trunking/wie-setze-ich-bei-sipgate-trunking-die-absenderrufnummer: E.164 without +, P-Preferred-Identity, sipconnect.sipgate.de.
  preset('sipgate', 'sipgate trunking', {
    country: 'DE',
    says: 'The user name is the SIP-ID of the trunk, such as 1234567t0.',
    fields: {
      ...european,
      ...withoutPlus,
      host: 'sipconnect.sipgate.de',
      register: true,
      callerHeader: 'p-preferred-identity',
      calledHeader: 'to',
    },
  }),
  // https://sipdev.telnyx.com: sip.telnyx.com (and .eu, .ca, .com.au) with NAPTR and SRV. Numbers with + by the connection's number format.
  preset('telnyx', 'Telnyx', {
    says: 'In Europe the host is sip.telnyx.eu, in Canada sip.telnyx.ca, in Australia sip.telnyx.com.au. Choose +E.164 as the number format of the connection; its user name and password go here.',
    fields: { ...usual, host: 'sip.telnyx.com', register: true },
  }),
  // https://www.twilio.com/docs/sip-trunking/sending-sip-to-twilio-best-practices.md: a domain of one's own under pstn.twilio.com, E.164 with +, no registration.
  preset('twilio', 'Twilio Elastic SIP Trunking', {
    says: 'Write the name of your trunk in place of your-trunk. User name and password are those of its credential list. List the addresses of your edge under Accept calls from.',
    fields: { ...usual, host: 'your-trunk.pstn.twilio.com' },
  }),
  // https://wiki.voip.ms (Sub Accounts) and its sample for Asterisk: registers at a server nearby, Remote-Party-ID, PCMU.
  preset('voip-ms', 'VoIP.ms', {
    country: 'CA',
    says: 'Choose a server near you in place of toronto. The user name is that of a sub account, such as 123456_office.',
    fields: {
      ...usual,
      host: 'toronto.voip.ms',
      register: true,
      numberFormat: 'auto',
      dialFormat: 'national',
      callerFormat: 'national',
      callerHeader: 'remote-party-id',
    },
  }),
  // https://developer.vonage.com/sip/technical-details: a domain of one's own under sip-us.vonage.com, E.164 without +, the caller in From, digest or address.
  preset('vonage', 'Vonage SIP Trunking', {
    says: 'Write the name of your trunk in place of your-company, and your region in place of us.',
    fields: { ...usual, ...withoutPlus, host: 'your-company.sip-us.vonage.com', callerHeader: 'from' },
  }),
  // https://zadarma.com/en/support/faq/voip/what_is_the_sip_trunk/: by SIP login, or by address without a login; server sip.zadarma.com.
  preset('zadarma', 'Zadarma', {
    says: 'The user name is your SIP login. With a SIP trunk that knows your address switch registration off.',
    fields: { ...european, host: 'sip.zadarma.com', register: true, numberFormat: 'auto' },
  }),
]

/** What a trunk becomes by a preset; all else of it stays. */
export const withPreset = (trunk: Trunk, { fields }: Pick<CarrierPreset, 'fields'>): Trunk => ({ ...trunk, ...fields })

/** The preset that a trunk was filled in by, as far as can be told: its host ends alike. */
export const presetOf = ({ host }: Pick<Trunk, 'host'>): CarrierPreset | undefined =>
  carrierPresets.find(({ fields }) => {
    const domain = fields.host.split('.').slice(-2).join('.')
    return (
      domain !== '' &&
      (host === fields.host ||
        host
          .toLowerCase()
          .replace(/:[0-9]+$/, '')
          .endsWith(`.${domain}`))
    )
  })
