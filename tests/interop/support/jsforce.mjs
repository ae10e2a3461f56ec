import jsforce from '@jsforce/jsforce-node';
import JSZip from 'jszip';
import { apiVersion, manifest } from './project.mjs';
import { startOrg } from './practice-org.mjs';

export const { Connection, OAuth2 } = jsforce;

/** A connection that knows no other host than the org's: jsforce would take its logout to Salesforce's. */
export function connect(org, more = {}) {
    return new Connection({ instanceUrl: org.url, loginUrl: org.url, accessToken: org.accessToken, version: apiVersion, ...more });
}

/** A practice org and a connection with its administrator's token. */
export async function orgWithConnection(t, ...options) {
    const org = await startOrg(t, ...options);
    return { org, connection: connect(org) };
}

/** These records and their package.xml as a zip. */
export async function zipOf(records) {
    const zip = new JSZip();
    zip.file('package.xml', manifest(records));
    records.forEach((one) => zip.file(one.path, one.xml));
    return zip.generateAsync({ type: 'nodebuffer' });
}

/** Deploys records, or throws what the org says against them. */
export async function deploy(connection, records) {
    const done = await connection.metadata.deploy(await zipOf(records), { rollbackOnError: true, singlePackage: true }).complete(true);
    if (!done.success) {
        throw new Error(JSON.stringify(done.details?.componentFailures ?? done));
    }
}
