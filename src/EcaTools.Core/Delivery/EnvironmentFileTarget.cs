using System.Net;
using EcaTools.Core.Credentials;
using EcaTools.Core.Files;

namespace EcaTools.Core.Delivery;

/// <summary>
/// A file of lines <c>NAME=value</c> that callers read their environment from. Both variables change in one step,
/// because the file is replaced as a whole; all other lines stay byte for byte. A new file is its owner's alone (0600);
/// one that is there keeps its owner, group and rights, because the callers may be another user. Processes that set
/// their variables in one file take turns.
/// </summary>
public sealed class EnvironmentFileTarget : ICredentialTarget
{
    private const long Largest = 1024 * 1024;

    private readonly string _path;
    private readonly string _keyVariable;
    private readonly string _secretVariable;

    /// <summary>A target; nothing is touched yet.</summary>
    /// <param name="path">The full path. Its folder must be there; the file need not be.</param>
    /// <param name="keyVariable">The name of the variable for the consumer key.</param>
    /// <param name="secretVariable">The name of the variable for the consumer secret.</param>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>.</exception>
    public EnvironmentFileTarget(string path, string keyVariable, string secretVariable)
    {
        string? wrong =
            new[] { keyVariable, secretVariable }.FirstOrDefault(name => !EnvironmentText.IsName(name))
            ?? (keyVariable == secretVariable ? keyVariable : null);
        (_path, _keyVariable, _secretVariable) = wrong is null
            ? (path, keyVariable, secretVariable)
            : throw DeliveryErrors.VariableNameInvalid(wrong);
    }

    /// <inheritdoc/>
    public string Name => $"file {_path} ({_keyVariable}, {_secretVariable})";

    /// <inheritdoc/>
    public bool CanReadBack => true;

    /// <summary>Whether the file is there and every user of the machine may read it. Always false on Windows.</summary>
    public bool IsOpenToEveryone =>
        !OperatingSystem.IsWindows()
        && File.Exists(_path)
        && (File.GetUnixFileMode(_path) & UnixFileMode.OtherRead) != UnixFileMode.None;

    /// <summary>Makes sure that the file can be written, with the owner and rights that it has, and leaves it as it
    /// is.</summary>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>,
    /// <c>FileNotWritten</c>.</exception>
    public void RequireWritable()
    {
        RequireWhole(new EnvironmentText(Read() ?? []));
        try
        {
            AtomicFile.Try(_path, AtomicFileOptions.Secret);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DeliveryErrors.EnvironmentFileNotWritten(_path, exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>,
    /// <c>FileNotWritten</c>, <c>CredentialNotStorable</c>.</exception>
    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(credential);
        string secret = new NetworkCredential("", credential.Secret).Password;
        if (!EnvironmentText.IsValue(credential.ConsumerKey) || !EnvironmentText.IsValue(secret))
        {
            throw DeliveryErrors.CredentialNotStorable(credential.ToString(), Name);
        }

        try
        {
            using FolderLock held = FolderLock.Take(Path.GetDirectoryName(AtomicFile.TargetOf(_path))!, cancellation);
            while (!TryWrite(credential.ConsumerKey, secret))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DeliveryErrors.EnvironmentFileNotWritten(_path, exception);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="EcaException"><c>FileNotReadable</c>, <c>DocumentInvalid</c>.</exception>
    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation)
    {
        EnvironmentText? text = Read() is { } content ? new EnvironmentText(content) : null;
        return Task.FromResult(
            text?.Get(_keyVariable) is { } key && text.Get(_secretVariable) is { } secret
                ? new DeliveredCredential(key, new NetworkCredential("", secret).SecurePassword)
                : null
        );
    }

    /// <summary>Writes the pair, unless somebody else who keeps variables in the same file changed it since it was
    /// read.</summary>
    private bool TryWrite(string key, string secret)
    {
        byte[] old = Read() ?? [];
        EnvironmentText text = new(old);
        RequireWhole(text);
        text.Set(_keyVariable, key);
        text.Set(_secretVariable, secret);
        bool IsUnchanged() => (Read() ?? []).AsSpan().SequenceEqual(old);
        return AtomicFile.Write(_path, text.ToBytes(), AtomicFileOptions.Secret with { MayReplace = IsUnchanged });
    }

    /// <summary>One variable without the other is likely half of another app's pair, whose callers would be locked
    /// out.</summary>
    private void RequireWhole(EnvironmentText text)
    {
        bool hasKey = text.Get(_keyVariable) is not null;
        if (hasKey != text.Get(_secretVariable) is not null)
        {
            (string there, string missing) = hasKey ? (_keyVariable, _secretVariable) : (_secretVariable, _keyVariable);
            throw DeliveryErrors.EnvironmentFileHalfPair(_path, there, missing);
        }
    }

    private byte[]? Read()
    {
        byte[] content;
        try
        {
            if (!File.Exists(_path))
            {
                return null;
            }

            content = new FileInfo(_path) is { Length: > Largest }
                ? throw DeliveryErrors.EnvironmentFileNotText(_path)
                : File.ReadAllBytes(_path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DeliveryErrors.EnvironmentFileUnreadable(_path, exception);
        }

        // UTF-16 has a zero in every name.
        return content.AsSpan().Contains((byte)0) ? throw DeliveryErrors.EnvironmentFileNotText(_path) : content;
    }
}
