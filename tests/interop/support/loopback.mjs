import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * What a desktop client opens for its callback: a listener on loopback that keeps the query of the first request.
 * @returns url: the callback URL; answer: a promise of that request's URLSearchParams.
 */
export async function listenForCallback(t) {
    let keep;
    const answer = new Promise((resolve) => { keep = resolve; });
    const server = createServer((request, response) => {
        const url = new URL(request.url, 'http://127.0.0.1');
        if (url.pathname !== '/callback') {
            response.writeHead(404).end();
            return;
        }

        keep(url.searchParams);
        response.writeHead(200, { 'Content-Type': 'text/html', Connection: 'close' }).end('<title>Back</title><p>You can close this page.</p>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    return { url: `http://127.0.0.1:${server.address().port}/callback`, answer };
}
