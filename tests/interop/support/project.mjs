import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const apiVersion = '66.0';

const xmlns = 'http://soap.sforce.com/2006/04/metadata';

/** Folder and suffix of each type, as the Metadata API Developer Guide has them. */
const places = {
    ExternalClientApplication: ['externalClientApps', 'eca'],
    ExtlClntAppOauthSettings: ['extlClntAppOauthSettings', 'ecaOauth'],
    ExtlClntAppGlobalOauthSettings: ['extlClntAppGlobalOauthSets', 'ecaGlblOauth'],
    ExtlClntAppOauthConfigurablePolicies: ['extlClntAppOauthPolicies', 'ecaOauthPlcy'],
    ExtlClntAppConfigurablePolicies: ['extlClntAppPolicies', 'ecaPlcy'],
};

/** The types that the five records of an app are of. */
export const appTypes = Object.keys(places);

/** Text as it may stand in an element. */
export function escapeXml(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One metadata record as the file that holds it. */
export function record(type, fullName, fields) {
    const elements = Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => `    <${name}>${escapeXml(String(value))}</${name}>\n`);
    const [folder, suffix] = places[type];
    return { type, fullName, path: `${folder}/${fullName}.${suffix}`, xml: `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="${xmlns}">\n${elements.join('')}</${type}>\n` };
}

/** The five records of an External Client App that no seed has. `more` sets fields by type. */
export function appRecords(name, more = {}) {
    const fields = (type, own) => ({ ...own, ...more[type] });
    return [
        record('ExternalClientApplication', name, fields('ExternalClientApplication', { contactEmail: 'platform@example.com', distributionState: 'Local', isProtected: false, label: name.replaceAll('_', ' ') })),
        record('ExtlClntAppOauthSettings', `${name}_oauth`, fields('ExtlClntAppOauthSettings', { commaSeparatedOauthScopes: 'Api, RefreshToken', externalClientApplication: name, label: `${name}_oauth` })),
        record('ExtlClntAppGlobalOauthSettings', `${name}_glbloauth`, fields('ExtlClntAppGlobalOauthSettings', { callbackUrl: 'https://routes.example.com/callback', externalClientApplication: name, isPkceRequired: true, label: `${name}_glbloauth` })),
        record('ExtlClntAppOauthConfigurablePolicies', `${name}_oauth_defaultPolicy`, fields('ExtlClntAppOauthConfigurablePolicies', { externalClientApplication: name, label: `${name}_oauth_defaultPolicy`, permittedUsersPolicyType: 'AllSelfAuthorized', refreshTokenPolicyType: 'Infinite' })),
        record('ExtlClntAppConfigurablePolicies', `${name}_defaultPolicy`, fields('ExtlClntAppConfigurablePolicies', { externalClientApplication: name, isEnabled: true, isOauthPluginEnabled: true, label: `${name}_defaultPolicy` })),
    ];
}

/** package.xml for these records. */
export function manifest(records) {
    const types = [...Map.groupBy(records, ({ type }) => type)]
        .map(([type, members]) => `    <types>\n${members.map(({ fullName }) => `        <members>${fullName}</members>\n`).join('')}        <name>${type}</name>\n    </types>\n`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="${xmlns}">\n${types.join('')}    <version>${apiVersion}</version>\n</Package>\n`;
}

async function writeAll(folder, files) {
    for (const [name, text] of files) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
    }
}

/** Writes a project of the CLI with these records in source format. Its package directory is force-app. */
export async function writeProject(folder, records = []) {
    await mkdir(path.join(folder, 'force-app'), { recursive: true });
    await writeAll(folder, [
        ['sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: apiVersion })],
        ...records.map((one) => [`force-app/main/default/${one.path}-meta.xml`, one.xml]),
    ]);
    return folder;
}

/** Writes the records in package (mdapi) format with their package.xml. */
export async function writePackage(folder, records) {
    await writeAll(folder, [['package.xml', manifest(records)], ...records.map((one) => [one.path, one.xml])]);
    return folder;
}
