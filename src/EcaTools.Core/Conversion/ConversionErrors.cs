using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Conversion;

/// <summary>The errors of converting apps and of writing the result. A method's name is the error's id.</summary>
internal static class ConversionErrors
{
    public static EcaException UnsupportedApiVersion(ApiVersion version, MetadataSchema schema) => new(
        EcaErrorCategory.InvalidArgument,
        $"API version {version} can't be written for: EcaTools knows {schema.First} to {schema.Last}.",
        $"Use -ApiVersion {schema.DefaultVersion}, or update EcaTools.",
        target: version);

    public static EcaException InvalidName(string name, string proposal) => new(
        EcaErrorCategory.InvalidArgument,
        $"'{name}' can't be the name of an External Client App: it needs letters, digits and single underscores, a letter first, no underscore last, at most {EcaName.MaxLength} characters.",
        $"Use a valid name, such as {proposal}.",
        target: name);

    public static EcaException NameCollision(string name, string first, string second, string outputPath) => new(
        EcaErrorCategory.ResourceExists,
        $"The Connected Apps '{first}' and '{second}' both become the External Client App '{name}' in {outputPath}. The second was not written.",
        $"Convert '{second}' alone, with another -Name.",
        target: second);

    public static EcaException FileExists(string name, IReadOnlyCollection<string> paths) => new(
        EcaErrorCategory.ResourceExists,
        $"External Client App '{name}': these files are there already with other content, and nothing of the app was written: {string.Join(", ", paths)}",
        "Compare the files, then write with -Force to replace them, or choose another -OutputPath.",
        target: name);

    public static EcaException FileNotWritable(string path, Exception cause) => new(
        EcaErrorCategory.WriteError,
        $"{path} could not be written: {cause.Message}",
        "Check that the folder is there, that you may write to it and that the disk has room.",
        cause,
        path);
}
