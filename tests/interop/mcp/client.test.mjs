import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { noModule, runScript } from '../support/module.mjs';
import { startOrg } from '../support/practice-org.mjs';
import { User } from '../support/user.mjs';

const callbackUrl = 'http://localhost:8787/callback';
const server = '/platform/mcp/v1/platform/sobject-all';

/** Publishes an app that New-EcaMetadata makes for Cursor, and tests it. @returns its consumer key and what Test-EcaMcpReadiness writes */
async function publish(t, org) {
    const folder = mkdtempSync(path.join(tmpdir(), 'eca-mcp-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const run = runScript(t, `
        $null = ConvertTo-SecureString '${org.accessToken}' -AsPlainText -Force | ForEach-Object { Connect-EcaOrg -AccessToken $_ -InstanceUrl '${org.url}' -Alias practice -ApiVersion 67 }
        $null = New-EcaMetadata -For Cursor -Name Agent -ContactEmail admin@example.com -OutputPath '${folder}' | Publish-EcaMetadata -Confirm:$false
        $ready = Test-EcaMcpReadiness Agent -Client Cursor -Live -ServerUrl '${org.url}${server}'
        @{ key = (Get-ExternalClientApp Agent).ConsumerKey; outcome = "$($ready.Outcome)"; discovery = "$($ready.Discovery)"; failing = @($ready.FailingClients).Count } | ConvertTo-Json -Compress`);
    assert.equal(await run.ended, 0, run.text);
    return JSON.parse(run.text.trim().split('\n').at(-1));
}

/** Connects as a desktop client does: refused at first, then by discovery and the authorization code flow with PKCE. */
async function connect(org, key) {
    const state = {};
    const provider = {
        redirectUrl: callbackUrl,
        clientMetadata: { redirect_uris: [callbackUrl], client_name: 'Agent', scope: 'mcp_api refresh_token' },
        clientInformation: () => ({ client_id: key }),
        tokens: () => state.tokens,
        saveTokens: (tokens) => { state.tokens = tokens; },
        codeVerifier: () => state.verifier,
        saveCodeVerifier: (verifier) => { state.verifier = verifier; },
        redirectToAuthorization: (url) => { state.page = url; },
    };
    const open = () => new StreamableHTTPClientTransport(new URL(server, org.url), { authProvider: provider });
    const client = () => new Client({ name: 'interop', version: '1.0.0' });
    const first = open();
    await assert.rejects(client().connect(first), /Unauthorized/);
    const back = await new User(org.username, org.password).authorize(state.page.href);
    await first.finishAuth(back.searchParams.get('code'));
    const connected = client();
    const transport = open();
    await connected.connect(transport);
    return { client: connected, transport, tokens: state.tokens };
}

for (const [discovery, connects] of [
    ['Complete', true],
    ['OpenIdOnly', true],
    ['NoProtectedResource', undefined],
    ['NoAuthorizationServer', false],
    ['IssuerMismatch', undefined],
    ['NoPkce', undefined],
]) {
    test(`the MCP SDK and Test-EcaMcpReadiness agree on ${discovery}`, { skip: noModule }, async (t) => {
        const org = await startOrg(t, '--seed', 'empty', '--mcp-discovery', discovery);
        const app = await publish(t, org);
        assert.equal(app.discovery, discovery);
        let failure;
        try {
            const { client, transport, tokens } = await connect(org, app.key);
            assert.match(tokens.access_token, /^ey[^.]+\.[^.]+\.[^.]+$/);
            assert.ok(transport.sessionId);
            assert.equal(client.getServerVersion().name, 'sobject-all');
            const { tools } = await client.listTools();
            const result = await client.callTool({ name: tools[0].name, arguments: {} });
            assert.equal(result.content[0].text, org.username);
            await transport.terminateSession();
            await client.close();
        } catch (error) {
            failure = error;
        }

        t.diagnostic(`${discovery}: ${failure ? failure.message : 'connected'}`);
        if (connects === undefined) {
            // Some clients connect in this state and some do not; the readiness test names those that do not.
            assert.ok(app.failing > 0);
        } else {
            assert.equal(failure === undefined, connects, `${failure?.stack}`);
        }
    });
}
