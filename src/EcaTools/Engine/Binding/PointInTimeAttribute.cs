using System.Globalization;
using System.Management.Automation;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter take a time in the past as a date, or as the age that it has now: 30d, 12h, 2w, or a
/// TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PointInTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = PipelineObject.BaseOf(inputData);
        if (value is null or DateTimeOffset or DateTime)
        {
            return value;
        }

        if ((value as TimeSpan? ?? AgeAttribute.Parse(value)) is { } age)
        {
            return EcaSession.Of(engineIntrinsics.SessionState).Now - age;
        }

        // A date without an offset is of the user's time zone, as Get-Date gives it.
        return DateTimeOffset.TryParse(
            $"{value}",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeLocal,
            out DateTimeOffset time
        )
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a valid time. Give a date, or an age such as 30d, 12h or 2w."
            );
    }
}
