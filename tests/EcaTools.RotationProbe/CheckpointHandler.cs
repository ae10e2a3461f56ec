namespace EcaTools.RotationProbe;

/// <summary>Passes a checkpoint before each request leaves, and one when its whole answer is there.</summary>
/// <param name="checkpoints">Where they are counted.</param>
public sealed class CheckpointHandler(Checkpoints checkpoints)
    : DelegatingHandler(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    )
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        string what = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        checkpoints.Pass("before " + what);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        checkpoints.Pass("after " + what);
        return response;
    }
}
