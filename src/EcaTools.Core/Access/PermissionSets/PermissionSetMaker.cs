using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Conversion;
using EcaTools.Core.Deployment;
using EcaTools.Core.Files;
using EcaTools.Core.Metadata;
using EcaTools.Core.Projects;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Access.PermissionSets;

/// <summary>
/// Writes the metadata file of a permission set for the access to one app, and deploys it. The file is tied to no
/// license, so that users of every license may get it. Which app it opens is not part of the file: that is a row of
/// SetupEntityAccess, or stands in the policies of the app.
/// </summary>
public static class PermissionSetMaker
{
    private const string Type = "PermissionSet";
    private const int LongestName = 80;

    /// <summary>The record of a permission set.</summary>
    /// <param name="name">The API name.</param>
    /// <param name="label">The label.</param>
    /// <param name="description">What it is for; null for none.</param>
    /// <param name="permissions">The user permissions, such as <c>ApiEnabled</c>.</param>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>.</exception>
    public static NamedRecord Describe(string name, string label, string? description, IEnumerable<string> permissions)
    {
        if (!IsValid(name))
        {
            throw PermissionSetErrors.PermissionSetNameInvalid(name);
        }

        ImmutableArray<MetadataField>.Builder fields = ImmutableArray.CreateBuilder<MetadataField>();
        if (description is { Length: > 0 })
        {
            fields.Add(new MetadataField("description", description, null));
        }

        fields.Add(new MetadataField("hasActivationRequired", "false", null));
        fields.Add(new MetadataField("label", label, null));
        foreach (string permission in permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            MetadataRecord entry = new(
                "PermissionSetUserPermission",
                [new MetadataField("enabled", "true", null), new MetadataField("name", permission, null)]
            );
            fields.Add(new MetadataField("userPermissions", null, entry));
        }

        return new NamedRecord(name, new MetadataRecord(Type, fields.ToImmutable()));
    }

    /// <summary>The file of a permission set.</summary>
    public static string PathOf(NamedRecord set, string folder, ProjectFormat format) =>
        new ProjectLayout(folder, format, isPackageable: false).PathOf(set);

    /// <summary>Writes the file. One that is there and says the same stays as it is.</summary>
    /// <exception cref="EcaException"><c>FileExists</c>, <c>FileNotWritten</c>.</exception>
    public static EcaPermissionSet Write(NamedRecord set, string path, bool overwrite)
    {
        byte[] content = MetadataWriter.ToBytes(set.Record);
        EcaPermissionSet written = new(set.FullName, set.Record["label"] ?? "", path, PermissionSetStatus.Written);
        try
        {
            if (File.Exists(path))
            {
                if (File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                {
                    return written with { Status = PermissionSetStatus.Unchanged };
                }

                if (!overwrite)
                {
                    throw PermissionSetErrors.PermissionSetFileExists(path);
                }
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, content, AtomicFileOptions.Ordinary);
            return written;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PermissionSetErrors.PermissionSetNotWritten(path, error);
        }
    }

    /// <summary>Whether an org has a permission set of the name.</summary>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public static async Task<bool> ExistsAsync(EcaOrg org, string name, CancellationToken cancellation = default)
    {
        string soql = $"SELECT Id FROM PermissionSet WHERE Name = {Soql.Text(name)} AND NamespacePrefix = null";
        await foreach (
            JsonElement unused in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            return true;
        }

        return false;
    }

    /// <summary>Deploys the permission set to an org that has none of the name.</summary>
    /// <exception cref="EcaException"><c>ChangeRefused</c>, or the errors of the wire.</exception>
    public static async Task PublishAsync(EcaOrg org, NamedRecord set, CancellationToken cancellation = default)
    {
        LocalRecord record = new(
            new EcaMetadataFile(Type, set.FullName, ""),
            MetadataWriter.ToBytes(set.Record),
            set.Record
        );
        MetadataClient metadata = new(org.GetClient());
        string id = await metadata
            .DeployAsync(DeployPackage.Zip([record], org.ApiVersion), new DeployOptions(), cancellation)
            .ConfigureAwait(false);
        DeployResult result = await metadata.WaitForDeployAsync(id, cancellation: cancellation).ConfigureAwait(false);
        if (!result.Success)
        {
            throw PermissionSetErrors.PermissionSetNotPublished(
                set.FullName,
                org.Alias,
                string.Join("; ", result.Failures.Select(failure => failure.Problem))
            );
        }
    }

    /// <summary>Letters, digits and single underscores, a letter first and no underscore last.</summary>
    private static bool IsValid(string name) =>
        name.Length is > 0 and <= LongestName
        && char.IsAsciiLetter(name[0])
        && name[^1] != '_'
        && !name.Contains("__", StringComparison.Ordinal)
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
