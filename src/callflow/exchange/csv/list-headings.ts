/** What a column of a list of people can hold. */
export const listFields = [
  'extension',
  'firstName',
  'lastName',
  'fullName',
  'email',
  'deviceType',
  'outsideNumber',
  'pin',
] as const
export type ListField = (typeof listFields)[number]

/** As shown, and as named in what is said of a row when the list has no headings. */
export const fieldLabels: Readonly<Record<ListField, string>> = {
  extension: 'Extension',
  firstName: 'First name',
  lastName: 'Last name',
  fullName: 'Whole name',
  email: 'E-mail',
  deviceType: 'Phone',
  outsideNumber: 'Outside number',
  pin: 'Mailbox PIN',
}

/** A heading's letters and digits without case, accents and marks: `E-Mail Address` is `emailaddress`. */
export const plain = (heading: string): string =>
  heading
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Headings that mean one thing. Where a list has two of a field, the one named earlier is taken. */
const english: Readonly<Record<ListField, string>> = {
  extension: 'extension ext extn extensionnumber extno exten internalnumber number',
  firstName: 'firstname givenname forename first',
  lastName: 'lastname surname familyname last',
  fullName: 'name fullname displayname personname employeename',
  email: 'email mail emailaddress',
  deviceType: 'device type phonetype devicetype',
  outsideNumber:
    'outsidenumber mobile mobilenumber mobilephone cell cellphone cellnumber cellphonenumber externalnumber',
  pin: 'pin mailboxpin voicemailpin vmpin',
}

/** What the first row of an export of another phone system is called there. */
export interface ListSystem {
  readonly name: string
  /** It is this system when the list has them all ... */
  readonly all: string
  /** ... and at least two of these. */
  readonly some: string
  readonly fields: Partial<Record<ListField, string>>
}

export const listSystems: readonly ListSystem[] = [
  {
    name: 'FreePBX',
    all: 'extension name',
    some: 'tech dial devicetype vmpwd voicemail voicemailvmpwd outboundcid secret ringtimer cidmasquerade sipname mohclass',
    fields: {
      extension: 'extension',
      fullName: 'name description',
      email: 'email voicemailemail vmemail usermanemail',
      pin: 'vmpwd voicemailvmpwd',
    },
  },
  {
    name: 'FusionPBX',
    all: 'extension',
    some: 'effectivecalleridname effectivecalleridnumber directoryfirstname directorylastname directoryfullname voicemailmailto accountcode numberalias outboundcalleridname tollallow',
    fields: {
      extension: 'extension',
      firstName: 'directoryfirstname',
      lastName: 'directorylastname',
      fullName: 'directoryfullname effectivecalleridname',
      email: 'voicemailmailto useremail email',
      pin: 'voicemailpassword',
    },
  },
  {
    name: '3CX',
    all: 'number firstname',
    some: 'authid authpassword webmeetingfriendlyname webmeetingprivateroom enablevoicemail vmenabled emailaddress mobilenumber outboundcallerid queuestatus',
    fields: {
      extension: 'number',
      firstName: 'firstname',
      lastName: 'lastname',
      email: 'emailaddress email',
      outsideNumber: 'mobilenumber mobile',
      pin: 'vmpin pinnumber pin voicemailpin',
    },
  },
  {
    name: 'Yeastar',
    all: 'extensionnumber',
    some: 'callerid calleridname registrationname registrationpassword userpassword voicemailaccesspin mobilenumber ipphoneconcurrentregistrations',
    fields: {
      extension: 'extensionnumber',
      firstName: 'firstname',
      lastName: 'lastname',
      fullName: 'calleridname fullname',
      email: 'emailaddress email',
      outsideNumber: 'mobilenumber',
      pin: 'voicemailaccesspin',
    },
  },
  {
    name: 'Yeastar',
    all: 'username fullname',
    some: 'registername registerpassword callerid loginpassword maxregistrations',
    fields: {
      extension: 'username',
      fullName: 'fullname',
      email: 'email',
      outsideNumber: 'mobile mobilenumber',
      pin: 'vmsecret voicemailpin',
    },
  },
  ...['alias', 'account', 'accountname'].map((extension) => ({
    name: 'Vodia',
    all: extension,
    some: 'firstname lastname displayname position cell cellphone mbpin webpass mac emailaddress mbsize',
    fields: {
      extension,
      firstName: 'firstname',
      lastName: 'lastname name',
      fullName: 'displayname',
      email: 'email emailaddress',
      outsideNumber: 'cell cellphone',
      pin: 'mbpin pin',
    },
  })),
]

/** Headings that hold a telephone number or the kind of a phone: only the cells tell. */
export const phoneHeadings: ReadonlySet<string> = new Set(
  'phone telephone tel phonenumber telephonenumber telephoneno phoneno telefon telefonnummer rufnummer telephono telefono telefoon telefoonnummer telefone numerotelephone numerodetelephone numerodetelefono numeroditelefono numerodetelefone'.split(
    ' ',
  ),
)

/** German, French, Spanish, Italian, Dutch, Portuguese, and a few more: offered, not taken, for the same word may mean another thing next door. */
const foreign: Readonly<Record<ListField, string>> = {
  extension:
    'nebenstelle nebenstellennummer nst durchwahl interne internenummer poste numeroposte numerodeposte posteinterne interno numerointerno anexo extension extensao ramal numeroramal toestel toestelnummer doorkiesnummer anknytning lokalnummer numerowewnetrzny wewnetrzny',
  firstName:
    'vorname rufname prenom nombre nombredepila primernombre nome nomeproprio primeironome voornaam fornavn fornamn imie etunimi',
  lastName:
    'nachname familienname zuname nomdefamille nomfamille patronyme apellido apellidos cognome achternaam familienaam sobrenome apelido ultimonome etternavn efternavn efternamn nazwisko sukunimi',
  fullName:
    'vollername ganzername anzeigename mitarbeiter nomcomplet nometprenom prenometnom nom nombrecompleto nombreyapellidos nomecompleto nomeecognome nomecognome naam volledigenaam nomecompletodofuncionario navn namn',
  email:
    'emailadresse mailadresse epost epostadresse courriel adressemail adresseemail adressecourriel adresseelectronique correo correoelectronico direccionemail correioeletronico correioelectronico indirizzoemail postaelettronica emailadres mailadres enderecodeemail',
  deviceType:
    'gerat geratetyp geraet telefontyp appareil typedappareil dispositivo tipodedispositivo tipo apparaat toesteltype aparelho',
  outsideNumber:
    'handy handynummer mobil mobilnummer mobiltelefon mobilfunk portable telportable telephoneportable mobiel mobielnummer mobiele gsm gsmnummer movil telefonomovil celular numerocelular cellulare numerocellulare telemovel',
  pin: 'mailboxpin kennwortmailbox codemessagerie codepin clave clavebuzon codigopin pincode codicepin senha voicemailcode geheimzahl',
}

/** Heading to field and rank; a lower rank wins. */
export type HeadingTable = ReadonlyMap<string, { readonly field: ListField; readonly rank: number }>

export const englishHeadings: HeadingTable = tableOf(english)
export const foreignHeadings: HeadingTable = tableOf(foreign)

export function tableOf(words: Partial<Record<ListField, string>>): HeadingTable {
  return new Map(
    listFields.flatMap((field) =>
      (words[field] ?? '').split(' ').flatMap((word, rank) => (word ? [[word, { field, rank }] as const] : [])),
    ),
  )
}
