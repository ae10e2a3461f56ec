using EcaTools.Core.Freeze;

namespace EcaTools.Core.Backup.Folders;

/// <summary>A file in the manifest of a backup.</summary>
/// <param name="Path">Its path in the backup's folder, with slashes.</param>
/// <param name="App">The app that it belongs to.</param>
/// <param name="Kind">What kind of app that is.</param>
/// <param name="Content">What it holds: a metadata type, or one of the contents below.</param>
/// <param name="Sha256">The checksum of its bytes as they are on disk, in hexadecimal digits.</param>
internal sealed record BackupFile(string Path, string App, AppKind Kind, string Content, string Sha256)
{
    /// <summary>The content of the file of what surrounds the app.</summary>
    public const string Surroundings = "Surroundings";

    /// <summary>The content of the file of the app's public certificate.</summary>
    public const string Certificate = "Certificate";

    /// <summary>The content of the file of the consumer secret.</summary>
    public const string Secret = "Secret";

    /// <summary>Whether it holds a metadata record.</summary>
    public bool IsMetadata => Content is not (Surroundings or Certificate or Secret);
}
