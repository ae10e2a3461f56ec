using System.Security.Cryptography;
using EcaTools.Core.Files;

namespace EcaTools.Core.Rotation.Certificates;

/// <summary>
/// Callers that read their key from a file. The new key is put next to it as <c>….next</c> before the change, so that a
/// caller whose key is refused can try that one, and takes the file's place once it has logged in; the old key stays as
/// <c>….previous</c>.
/// </summary>
/// <param name="path">The full path of the file that callers read.</param>
public sealed class CallerKeyFile(string path) : ICertificateCallers
{
    private string Next => path + ".next";

    private string Previous => path + ".previous";

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public bool? HasKey(CertificateHandover handover)
    {
        ArgumentNullException.ThrowIfNull(handover);
        return Attempt(() => Same(handover.KeyPath, path));
    }

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public Task PrepareAsync(CertificateHandover handover, CancellationToken cancellation) =>
        Attempt(() => Copy(handover.KeyPath, Next));

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public Task ActivateAsync(CertificateHandover handover, CancellationToken cancellation) =>
        Attempt(() =>
        {
            if (!Same(handover.KeyPath, path))
            {
                if (File.Exists(path))
                {
                    Copy(path, Previous);
                }

                Copy(handover.KeyPath, path);
            }

            File.Delete(Next);
        });

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>FileNotWritten</c>.</exception>
    public Task WithdrawAsync(CertificateHandover handover, CancellationToken cancellation) =>
        Attempt(() => File.Delete(Next));

    /// <summary>Copies a key. Each copy has the rights of the file that callers read, so that they can read it
    /// too.</summary>
    private void Copy(string from, string to)
    {
        byte[] key = File.ReadAllBytes(from);
        AtomicFile.Write(to, key, AtomicFileOptions.Secret with { RightsOf = path });
        CryptographicOperations.ZeroMemory(key);
    }

    private static bool Same(string first, string second) =>
        File.Exists(second) && File.ReadAllBytes(first).AsSpan().SequenceEqual(File.ReadAllBytes(second));

    private Task Attempt(Action step)
    {
        Attempt(() =>
        {
            step();
            return true;
        });
        return Task.CompletedTask;
    }

    private bool Attempt(Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CertificateRotationErrors.CallerKeyNotWritten(path, exception);
        }
    }
}
