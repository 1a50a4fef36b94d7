import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { readExtensions, writeExtensions, writeRefused } from './extensions-csv.ts'
import { type ListField, listFields } from './list-headings.ts'
import { readListText } from './list-text.ts'
import { splitName } from './person-name.ts'

const design = snapshotOf([])

function read(text: string) {
  const list = readExtensions(text, design)
  if (!list.ok) throw new Error(list.error)
  return list
}

/** `extension first|last`, whatever is filled of the rest behind it, and what is wrong. */
const seats = (text: string) =>
  read(text).rows.map(({ row, problems }) => {
    const rest = [row.email, row.outsideNumber, row.pin].filter((each) => each !== '')
    return [`${row.extension} ${row.firstName}|${row.lastName}`, ...rest, ...problems].join(' ')
  })

describe('lists of other phone systems', () => {
  it.each<[string, string, string, string]>([
    [
      'FreePBX',
      'FreePBX',
      'extension,password,name,voicemail,tech,dial,devicetype,user,description,secret,email,vmpwd\n2001,,"Robin Vale",default,pjsip,PJSIP/2001,fixed,2001,"Robin Vale",s3cr3t,robin@example.test,4821',
      '2001 Robin|Vale robin@example.test 4821',
    ],
    [
      'FreePBX, bulk handler',
      'FreePBX',
      'extension,name,description,tech,secret,outboundcid,emergency_cid,ringtimer,voicemail,voicemail_enable,voicemail_vmpwd,voicemail_email\n2001,Robin Vale,Front desk,pjsip,x,,,0,default,yes,4821,robin@example.test',
      '2001 Robin|Vale robin@example.test 4821',
    ],
    [
      'FusionPBX',
      'FusionPBX',
      'extension,number_alias,password,accountcode,effective_caller_id_name,effective_caller_id_number,outbound_caller_id_name,outbound_caller_id_number,directory_first_name,directory_last_name,voicemail_password,voicemail_mail_to\n2001,,x,acme,Front Desk,2001,ACME,16045550100,Robin,Vale,4821,robin@example.test',
      '2001 Robin|Vale robin@example.test 4821',
    ],
    [
      'FusionPBX without a directory name',
      'FusionPBX',
      'extension,effective_caller_id_name,effective_caller_id_number,directory_first_name,directory_last_name\n2001,Robin Vale,2001,,',
      '2001 Robin|Vale',
    ],
    [
      '3CX',
      '3CX',
      'Number,FirstName,LastName,EmailAddress,MobileNumber,AuthID,AuthPassword,WebMeetingFriendlyName,PinNumber\n201,Robin,Vale,robin@example.test,+16045550142,a1,p1,robinvale,4821',
      '201 Robin|Vale robin@example.test +16045550142 4821',
    ],
    [
      'Yeastar P-Series',
      'Yeastar',
      'First Name,Last Name,Email Address,Mobile Number,User Password,Organization,Extension Number,Caller ID,Registration Name,Registration Password,Voicemail Access PIN\nRobin,Vale,robin@example.test,16045550142,x,,1001,1001,1001,y,4821',
      '1001 Robin|Vale robin@example.test 16045550142 4821',
    ],
    [
      'Yeastar S-Series',
      'Yeastar',
      'type,username,registerpassword,fullname,callerid,registername,maxregistrations,loginpassword,email,mobile\nSIP,1001,x,Robin Vale,1001,1001,1,y,robin@example.test,16045550142',
      '1001 Robin|Vale robin@example.test 16045550142',
    ],
    [
      'Vodia',
      'Vodia',
      '#alias;first_name;last_name;position;cell;email;mac;mb_pin;web_pass;password\n40;Robin;Vale;Sales;16045550142;robin@example.test;0004131234;4821;x;y',
      '40 Robin|Vale robin@example.test 16045550142 4821',
    ],
  ])('%s: by its own headings, without a question', (_what, system, text, seat) => {
    expect(read(text)).toMatchObject({ isCertain: true, system, missing: null })
    expect(seats(text)).toEqual([seat])
  })
})

describe('one column of names', () => {
  it.each([
    ['Robin Vale', 'Robin', 'Vale'],
    ['Robin', 'Robin', ''],
    ['Vale, Robin', 'Robin', 'Vale'],
    ['Robin Vale, Jr.', 'Robin', 'Vale, Jr.'],
    ['Robin Vale III', 'Robin', 'Vale III'],
    ['Mary Ann Smith', 'Mary Ann', 'Smith'],
    ['Anna van der Berg', 'Anna', 'van der Berg'],
    ['Carlos de la Cruz', 'Carlos', 'de la Cruz'],
    ['Van Morrison', 'Van', 'Morrison'],
    ['VALE Robin', 'Robin', 'VALE'],
    ['ROBIN VALE', 'ROBIN', 'VALE'],
    ["O'BRIEN Kim", 'Kim', "O'BRIEN"],
    ['  Jürgen   Müller ', 'Jürgen', 'Müller'],
    ['山田太郎', '山田太郎', ''],
    ['', '', ''],
  ])('%j is %j and %j', (whole, firstName, lastName) => {
    expect(splitName(whole)).toEqual({ firstName, lastName })
  })
})

describe('headings', () => {
  it.each<[string, string, string]>([
    [
      'German',
      'Nebenstelle;Vorname;Nachname;E-Mail-Adresse;Handynummer\n1001;Jürgen;Müller;j@example.test;0151 5550142',
      '1001 Jürgen|Müller j@example.test 0151 5550142',
    ],
    ['German, with one that says name', 'Durchwahl;Vorname;Name\n1001;Jürgen;Müller', '1001 Jürgen|Müller'],
    ['French', 'Poste;Prénom;Nom;Courriel\n1001;Zoë;Thévenin;z@example.test', '1001 Zoë|Thévenin z@example.test'],
    [
      'Spanish',
      'Extensión;Nombre;Apellidos;Correo electrónico;Móvil\n1001;Ana;García López;a@example.test;+34600555014',
      '1001 Ana|García López a@example.test +34600555014',
    ],
    ['Spanish, with one for the whole name', 'Anexo;Nombre\n1001;Ana García', '1001 Ana|García'],
    ['Italian', 'Interno;Nome;Cognome;Cellulare\n1001;Luca;Rossi;+393205550142', '1001 Luca|Rossi +393205550142'],
    [
      'Dutch',
      'Toestelnummer;Voornaam;Achternaam;E-mailadres\n1001;Anna;van der Berg;a@example.test',
      '1001 Anna|van der Berg a@example.test',
    ],
    ['Portuguese', 'Ramal;Nome;Sobrenome;Telemóvel\n1001;João;Silva;+351915550142', '1001 João|Silva +351915550142'],
  ])('in %s are offered, with a preview, and not taken unasked', (_language, text, seat) => {
    expect(read(text)).toMatchObject({ isCertain: false, missing: null })
    expect(seats(text)).toEqual([seat])
  })

  it('that nobody knows are offered too, with what the columns hold', () => {
    const list = read('Sisäpuhelu,Kutsumanimi\n1001,Aino\n1002,Eino')
    expect(list).toMatchObject({
      isCertain: false,
      missing: 'Choose the column that holds the extension.',
      rows: [],
      columns: [
        { heading: 'Sisäpuhelu', samples: ['1001', '1002'] },
        { heading: 'Kutsumanimi', samples: ['Aino', 'Eino'] },
      ],
      mapping: { hasHeading: true, fields: [null, null] },
    })
    const chosen = readExtensions('Sisäpuhelu,Kutsumanimi\n1001,Aino\n1002,Eino', design, {
      hasHeading: true,
      fields: ['extension', 'firstName'],
    })
    expect(chosen).toMatchObject({
      isCertain: true,
      rows: [{ line: 2, row: { extension: '1001', firstName: 'Aino' } }, { line: 3 }],
    })
  })

  it('one unknown among ours is asked about, for it may be the last name', () => {
    expect(read('extension,first name,sukunimi x\n1001,Aino,Virta')).toMatchObject({ isCertain: false })
    expect(read('extension,first name,sukunimi x\n1001,Aino,')).toMatchObject({ isCertain: true })
  })

  it('a list with names and no extension asks for it', () => {
    expect(read('first name,last name\nKim,Lee')).toMatchObject({
      isCertain: false,
      missing: expect.stringMatching(/extension/),
    })
    expect(read('extension,email\n1001,a@example.test')).toMatchObject({
      missing: expect.stringMatching(/first name or the whole name/),
    })
  })

  it('a column of extensions that holds telephone numbers is asked about', () => {
    expect(read('Name,Number\nKim Lee,+1 604 555 0142')).toMatchObject({ isCertain: false })
  })

  it('the first row of people is no heading, and another order is asked about', () => {
    expect(read('1001,Kim,Lee\n1002,Sam,Ito')).toMatchObject({ isCertain: true, mapping: { hasHeading: false } })
    expect(read('Kim,Lee,1001\nSam,Ito,1002')).toMatchObject({ isCertain: false, mapping: { hasHeading: false } })
    expect(read('Kim Lee,kim@example.test\nSam Ito,sam@example.test')).toMatchObject({ isCertain: false })
  })

  it('a field is suggested once at most', () => {
    const { mapping } = read(
      'Ext,Extension,Number,First name,Vorname,Mobile,Cell,Phone\n1001,1001,1,Kim,Kim,1,2,+16045550142',
    )
    const taken = mapping.fields.filter((field): field is ListField => field !== null)
    expect(new Set(taken).size).toBe(taken.length)
    expect(mapping.fields[1]).toBe('extension')
    expect(taken.every((field) => listFields.includes(field))).toBe(true)
  })
})

describe('a phone column', () => {
  it('with numbers is the number outside, not the extension', () => {
    const text = 'extension,name,phone\n1001,Kim Lee,(604) 555-0142\n1002,Sam Ito,+44 20 7946 0000'
    expect(read(text)).toMatchObject({
      isCertain: true,
      mapping: { fields: ['extension', 'fullName', 'outsideNumber'] },
    })
    expect(seats(text)).toEqual(['1001 Kim|Lee (604) 555-0142', '1002 Sam|Ito +44 20 7946 0000'])
  })

  it('with kinds of phones is the kind; a row of either is read in both', () => {
    const rows = read('extension,name,phone\n1001,Kim Lee,softphone\n1002,Sam Ito,6045550142\n1003,Uma Rao,').rows
    expect(rows.map(({ row }) => [row.deviceType, row.outsideNumber])).toEqual([
      ['softphone', ''],
      ['desk-phone', '6045550142'],
      ['desk-phone', ''],
    ])
    expect(rows.flatMap(({ problems }) => problems)).toEqual([])
  })

  it('with short numbers only is asked about, and never the extension', () => {
    expect(read('Name,Phone\nKim Lee,1001')).toMatchObject({
      isCertain: false,
      mapping: { fields: ['fullName', null] },
    })
  })

  it('with what is no number, or calls for help, is refused with the value', () => {
    expect(seats('extension,name,mobile\n1001,Kim Lee,call me\n1002,Sam Ito,911')).toEqual([
      '1001 Kim|Lee call me mobile “call me” is no telephone number.',
      "1002 Sam|Ito 911 mobile “911” calls for help in US; it is nobody's number.",
    ])
  })
})

describe('what spreadsheets put into lists', () => {
  it.each<[string, string]>([
    ["Excel's sep= line", 'sep=;\nextension;first name;pin\n1705;Robin;4321\n1706;Kim;4322'],
    [
      "Excel's sep= line in quotes, with Windows line ends",
      '"sep=;"\r\nextension;first name;pin\r\n1705;Robin;4321\r\n1706;Kim;4322\r\n',
    ],
    ['sep=| and a byte order mark', '\uFEFFSEP=|\nextension|first name|pin\n1705|Robin|4321\n1706|Kim|4322'],
    ['tabs', 'extension\tfirst name\tpin\n1705\tRobin\t4321\n1706\tKim\t4322'],
    ['bars', 'extension|first name|pin\n1705|Robin|4321\n1706|Kim|4322'],
    ['old Macintosh line ends', 'extension,first name,pin\r1705,Robin,4321\r1706,Kim,4322'],
    ['line ends of two kinds', 'extension,first name,pin\r\n1705,Robin,4321\n1706,Kim,4322\r\n'],
    ['numbers kept as text', 'extension,first name,pin\n="1705",Robin,="4321"\n"=""1706""","=""Kim""","=""4322"""'],
  ])('%s', (_what, text) => {
    expect(read(text)).toMatchObject({ isCertain: true })
    expect(seats(text)).toEqual(['1705 Robin| 4321', '1706 Kim| 4322'])
  })

  it('zeros in front stay where a cell keeps them', () => {
    expect(seats('extension,first name,pin\n="0100",Robin,="0042"')).toEqual(['0100 Robin| 0042'])
  })

  it('rows are counted as a spreadsheet counts them, empty ones too and the sep= line not', () => {
    expect(read('sep=,\nextension,name\n\n1001,Kim\n,,\n1002,Sam').rows.map(({ line }) => line)).toEqual([3, 5])
  })

  it('a row with more cells than the heading is refused, for something in it would be lost', () => {
    expect(seats('extension,name,email\n1001,Vale, Robin,r@example.test\n1002,Sam Ito,s@example.test,')).toEqual([
      '1001 Vale| Robin The row has 4 cells, the heading 3: a name with a comma needs quotes. email “Robin” is no e-mail address.',
      '1002 Sam|Ito s@example.test',
    ])
  })
})

describe('names that look like formulas', () => {
  const names = [
    '=SUM(A1)',
    '-Bob',
    '+Bob',
    '@bob',
    "'=x",
    "''-y",
    "'tis",
    '="0100"x',
    '-',
    '+1 604',
    "O'Neil",
    '-1',
    "'+1",
    '=',
    '+',
    '@',
  ]

  it.each(names)('%j comes back the same from a list of ours', (name) => {
    const user = makeDocument('user', { id: 'u', name: 'x', firstName: name, lastName: name, extension: '1005' })
    const text = writeExtensions([{ user, devices: [{ type: 'softphone' }] }])
    expect(read(text).rows).toMatchObject([{ problems: [], row: { firstName: name, lastName: name } }])
  })

  it('are not run by a spreadsheet', () => {
    const user = makeDocument('user', { id: 'u', name: 'x', firstName: '=1+1', lastName: '\t=1', extension: '1005' })
    const [, row] = writeExtensions([{ user, devices: [] }]).split('\r\n')
    expect(row).toBe("1005,'=1+1,'\t=1,,")
    expect(read(writeExtensions([{ user, devices: [] }])).rows).toMatchObject([
      { problems: [], row: { firstName: '=1+1', lastName: '=1' } },
    ])
  })
})

describe('rows that are left out', () => {
  it('can be kept as a list of their own, each with its row and what is wrong, and be read again', () => {
    const list = read('Ext,Name,Shoe size\n10x,Vale,44\n1002,Kim,45\n1003,Sam,46,lost')
    const refused = list.rows.filter(({ problems }) => problems.length > 0)
    const text = writeRefused(refused, list.columns)
    expect(text.split('\r\n')).toEqual([
      'Ext,Name,Shoe size,Row,Problem',
      '10x,Vale,44,2,Ext “10x” is no extension: two to ten digits.',
      '1003,Sam,46,4,"The row has 4 cells, the heading 3: a name with a comma needs quotes. lost"',
      '',
    ])
  })
})

describe('encodings', () => {
  const name = 'Jürgen Müller, Zoë Thévenin'
  const utf16 = (text: string, mark: boolean) => Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le')
  it.each<[string, Uint8Array, string, boolean]>([
    ['UTF-8', Buffer.from(name), 'utf-8', false],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${name}`), 'utf-8', false],
    ['UTF-16 with a mark', utf16(name, true), 'utf-16le', false],
    ['UTF-16, big-endian, with a mark', utf16(name, true).swap16(), 'utf-16be', false],
    ['UTF-16 without a mark', utf16(name, false), 'utf-16le', false],
    ['UTF-16, big-endian, without a mark', utf16(name, false).swap16(), 'utf-16be', false],
    ['Windows-1252', Buffer.from(name, 'latin1'), 'windows-1252', true],
  ])('%s is read as it was meant', (_what, bytes, encoding, isGuess) => {
    expect(readListText(bytes)).toEqual({ ok: true, text: name, encoding, isGuess })
  })

  it('Windows-1252 has letters and marks of its own where Latin 1 has none', () => {
    expect(readListText(Uint8Array.of(0x80, 0x8a, 0x93, 0x94))).toMatchObject({ text: '€Š“”' })
  })

  it('another is read when it is chosen', () => {
    expect(readListText(Uint8Array.of(0xa3, 0xf3, 0x64, 0xbc), 'windows-1250')).toMatchObject({
      ok: true,
      text: 'ŁódĽ',
    })
    expect(readListText(Uint8Array.of(0xc8, 0xe2, 0xe0, 0xed), 'windows-1251')).toMatchObject({
      ok: true,
      text: 'Иван',
    })
  })

  it('octets that do not fit the encoding chosen are refused, never replaced', () => {
    expect(readListText(Uint8Array.of(0x4a, 0xfc, 0x72), 'utf-8')).toEqual({
      ok: false,
      error: 'The file is no text in UTF-8.',
    })
    expect(readListText(Uint8Array.of(0x81, 0x20), 'shift_jis')).toMatchObject({ ok: false })
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['a workbook', Buffer.from('PK\x03\x04xl/workbook.xml', 'latin1'), /a workbook.*Save it as CSV/],
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), /an old Excel workbook/],
    ['a PDF', Buffer.from('%PDF-1.7'), /a PDF/],
    ['octets with zeros here and there', Uint8Array.of(65, 0, 66, 67, 68, 69, 0, 70), /no text: it holds zero bytes/],
  ])('%s is refused with what to do', (_what, bytes, error) => {
    expect(readListText(bytes)).toEqual({ ok: false, error: expect.stringMatching(error) })
  })

  it('an empty file is an empty list', () => {
    expect(readListText(new Uint8Array())).toMatchObject({ ok: true, text: '' })
  })
})
