using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Metadata;

public sealed class EcaTypeFactsTests
{
    [Fact]
    public void Each_published_type_is_in_the_schema_and_says_where_its_facts_come_from()
    {
        Assert.NotEmpty(EcaTypeFacts.All);
        Assert.All(
            EcaTypeFacts.All,
            type =>
            {
                Assert.False(string.IsNullOrWhiteSpace(type.Source), type.Name);
                Assert.Equal(type.IsPublished, !type.NameEndings.IsEmpty);
                Assert.True(!type.IsPublished || MetadataSchema.Default.Find(type.Name) is not null, type.Name);
            }
        );
    }

    /// <summary>What publishing, comparing and linting ask of the table, for the types of today.</summary>
    [Fact]
    public void The_types_of_an_app_with_OAuth_are_due_and_refused_a_second_time()
    {
        Assert.Equal(
            [EcaType.OauthSettings, EcaType.GlobalOauthSettings, EcaType.OauthPolicies, EcaType.Policies],
            EcaType.OneForEachApp
        );
        Assert.All(EcaType.OneForEachApp, type => Assert.True(EcaTypeFacts.Find(type)!.IsDue(withOauth: true)));
        Assert.Equal(
            [EcaType.Policies],
            EcaType.OneForEachApp.Where(type => EcaTypeFacts.Find(type)!.IsDue(withOauth: false)),
            StringComparer.Ordinal
        );
        Assert.DoesNotContain(EcaType.App, EcaType.Satellites, StringComparer.Ordinal);
    }
}
