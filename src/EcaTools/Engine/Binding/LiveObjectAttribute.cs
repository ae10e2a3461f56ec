using System.Globalization;
using System.Management.Automation;

namespace EcaTools.Engine.Binding;

/// <summary>
/// Refuses a copy of an object, as jobs, remote sessions and Import-Clixml give, with an error that says how to get the
/// object itself: PowerShell's own error says only that it does not fit.
/// </summary>
/// <param name="type">The type of the objects that the parameter takes.</param>
/// <param name="command">The command that reads the object again; {0} stands for its name.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class LiveObjectAttribute(Type type, string command) : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes nothing else, so that any other object is an error that names the
    /// command.</summary>
    public bool IsOnlyType { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PipelineObject.Each(inputData, Check);

    private object? Check(object? given)
    {
        if (!PipelineObject.IsCopyOf(given, type))
        {
            return IsOnlyType && !type.IsInstanceOfType(PipelineObject.BaseOf(given))
                ? throw new ArgumentTransformationMetadataException(
                    $"'{given}' is not a valid {type.Name}. Pipe the output of {Command("")}."
                )
                : given;
        }

        string name = PipelineObject.Text(given, "Name", "AppName", "File") is { } text
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : "";
        throw new ArgumentTransformationMetadataException(
            $"This {type.Name} {name} is a copy from a job, a remote session or a file, which does not "
                + $"hold all of it. Get it again in this session: {Command(name)}"
        );
    }

    private string Command(string name) => string.Format(CultureInfo.InvariantCulture, command, name).TrimEnd();
}
