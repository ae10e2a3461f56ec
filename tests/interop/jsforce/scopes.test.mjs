import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientApp } from '../support/app.mjs';
import { Connection, connect, deploy, orgWithConnection } from '../support/jsforce.mjs';
import { noModule, runScript } from '../support/module.mjs';

const runAs = 'warehouse.integration@harbourline.example.com';

/** An app for programs that has these scopes, and what jsforce logs in with by client credentials. */
async function callerWith(org, connection, scopes) {
    const app = clientApp({
        oauth: { commaSeparatedOauthScopes: scopes },
        global: { isClientCredentialsFlowEnabled: true },
        policies: {
            isClientCredentialsFlowEnabled: true,
            clientCredentialsFlowUser: runAs,
            commaSeparatedPermissionSet: 'Warehouse_Integration',
            permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
        },
    });
    await deploy(connection, app.records);
    const { Id } = await connection.sobject('ExternalClientApplication').findOne({ DeveloperName: app.name }, 'Id');
    const { consumers } = await connection.request(`/apps/oauth/credentials/${Id}`);
    const { key, secret } = await connection.request(`${consumers[0].url}?part=keyandsecret`);
    const caller = new Connection({ instanceUrl: org.url, oauth2: { loginUrl: org.url, clientId: key, clientSecret: secret }, version: '66.0' });
    await caller.authorize({ grant_type: 'client_credentials' });
    return connect(org, { accessToken: caller.accessToken });
}

test('the recommended scopes open the requests that were observed, and without any one of them a request is refused', { skip: noModule }, async (t) => {
    const { org, connection } = await orgWithConnection(t);
    const script = runScript(t, `
        Connect-EcaOrg -InstanceUrl '${org.url}' -AccessToken (ConvertTo-SecureString '${org.accessToken}' -AsPlainText -Force) | Out-Null
        $found = Get-EcaScopeRecommendation Warehouse_Sync
        'scopes: ' + ($found.Scopes -join ',') + ';'`);
    const [, list] = await script.seen(/scopes: ([A-Za-z,]+);/);
    const scopes = list.split(',');
    assert.deepEqual(scopes, ['Api']);

    // What the event logs of the demo show of the app: POST composite/sobjects with products, which the practice org
    // does not have. The request comes in, and its record is refused.
    const record = { attributes: { type: 'Product2' }, Name: 'Pallet' };
    const observed = (caller) => caller.request({
        method: 'POST',
        url: '/services/data/v58.0/composite/sobjects',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ allOrNone: false, records: [record] }),
    });
    const caller = await callerWith(org, connection, scopes.join(', '));
    assert.equal((await observed(caller)).length, 1);

    for (const left of scopes) {
        const others = scopes.filter((scope) => scope !== left);
        const without = await callerWith(org, connection, [...others, 'OpenID'].join(', '));
        await assert.rejects(observed(without), (error) => /INVALID_SESSION_ID|FORBIDDEN|insufficient/i.test(`${error.errorCode} ${error.message}`));
    }
});
